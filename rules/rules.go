// Package rules is the checklist: one file a rule, and this table of
// contents in the checklist's order.
//
// A rule asks the deployment about settings ([analyzer.Pass.Setting]), makes
// a condition of what would be wrong, and lets [analyzer.Pass.Judge] weigh
// it. It knows no file format and no syntax.
package rules

import "github.com/deploycheck/deploycheck/analyzer"

// Catalogue is the checklist with the rules that answer it.
var Catalogue = analyzer.Catalogue{Sections: sections, Items: items, Rules: all}

var all = []*analyzer.Rule{
	// env: debug-off
	DebugEnabled,
	DebugStringTruthy,
	DebugToolingInProduction,
	DebugToolbarShown,
	DevelopmentServerInProduction,
	// env: secret-key
	SecretKeyWeak,
	SecretKeyHardcoded,
	SecretKeyFallbackWeak,
	SecretKeyReused,
	// env: allowed-hosts
	AllowedHostsEmpty,
	AllowedHostsWildcard,
	AllowedHostsMistyped,
	HostsIncoherent,
	// env: database-credentials
	DatabaseCredentialsHardcoded,
	// env: env-file
	EnvFilePermissions,
	EnvFileCommitted,
	EnvFileInImage,
	// env: credentials
	CredentialHardcoded,
	// env, beyond what the checklist asks
	SettingsUnloadable,
	EnvironmentVariableMissing,
	SettingsNotProduction,
	SettingMisspelt,
	SettingWithoutEffect,
	SettingObsolete,

	// https: certificate
	TLSCertificateMissing,
	TLSCertificateInvalid,
	PrivateKeyCommitted,
	TLSProtocolOutdated,
	// https: ssl-redirect
	SSLRedirectMissing,
	ProxySSLHeaderMissing,
	ProxySSLHeaderUntrusted,
	// https: hsts
	HSTSMissing,
	HSTSShort,
	HSTSSubdomainsMissing,
	HSTSPreloadMissing,
	HSTSPreloadInvalid,
	// https: renewal
	TLSRenewalMissing,

	// https: mixed-content
	MixedContent,

	// database: least-privilege
	DatabaseSuperuser,
	DatabaseGrantsExcessive,
	// database: database-password
	DatabasePasswordWeak,
	// database: database-tls
	DatabaseTLSDisabled,
	// database: database-pooling
	DatabasePoolingMissing,
	DatabasePoolingConflict,
	// database: database-backups
	BackupNotScheduled,
	BackupRetentionZero,
	// database, beyond what the checklist asks
	DatabaseSQLite,
	DatastorePortPublished,

	// auth: passwords
	PasswordValidatorsMissing,
	PasswordValidatorsWeak,
	PasswordHasherWeak,
	// auth: session-cookie
	SessionCookieInsecure,
	SessionCookieScriptReadable,
	SessionCookieSameSiteWeak,
	SessionLifetimeLong,
	SessionSerializerPickle,
	// auth: csrf
	CSRFMiddlewareMissing,
	CSRFCookieInsecure,
	CSRFExemptView,
	CSRFTrustedOriginsLoose,
	CSRFTrustedOriginInvalid,
	CSRFFailureViewInvalid,
	// auth: jwt
	JWTLifetimeLong,
	JWTAlgorithmWeak,
	JWTKeyReused,
	// auth: admin-url
	AdminURLDefault,
	// auth, beyond what the checklist asks
	APIPermissionsOpen,
	LoginUnthrottled,

	// headers: cors
	CORSAllowAll,
	CORSOriginLoose,
	MiddlewareOrder,
	// headers: security-headers
	SecurityMiddlewareMissing,
	NosniffMissing,
	FrameOptionsWeak,
	XSSProtectionMissing,
	ReferrerPolicyWeak,
	OpenerPolicyInvalid,
	HeaderConflict,
	CSPInvalid,
	HeaderLostInProxy,

	// files: media
	MediaServedByDjango,
	MediaLocationUnsafe,
	// files: upload-size
	UploadSizeUnlimited,
	UploadSizeMismatch,
	// files: upload-type
	UploadTypeUnvalidated,
	// files: static-cache
	StaticCacheMissing,
	StaticStorageIgnored,

	// infra: firewall
	FirewallPortOpen,
	// infra: ssh
	SSHPasswordLogin,
	SSHRootLogin,
	// infra: updates
	SystemUpdatesUnscheduled,
	BaseImageOutdated,
	BaseImageUnpinned,
	// infra: fail2ban
	Fail2banMissing,
	// infra: containers
	ContainerRunsAsRoot,
	ContainerPrivileged,
	DockerSocketMounted,

	// monitoring: errors
	ErrorTrackingMissing,
	ErrorTrackingLeaksPersonalData,
	// monitoring: access-logs
	AccessLogDisabled,
	// monitoring: health
	HealthCheckMissing,
	HealthCheckBlocked,
	// monitoring: disk
	DiskAlertMissing,
	// monitoring: resources
	ResourceAlertMissing,

	// data: backups-tested
	BackupUntested,
	// data: encryption
	EncryptionAtRestMissing,
	// data: gdpr
	PersonalDataUnmanaged,
	PersonalDataCommitted,
	// data: retention
	RetentionUndefined,

	// commands: check-deploy, diffsettings
	CheckDeployNotInCI,
	// commands: audit
	DependencyVulnerable,
	DependencyVulnerableMild,
	DjangoEndOfLife,
	DjangoEndOfLifeNear,
	DjangoPatchMissing,
	DependencyUnpinned,
	AuditNotScheduled,

	// tasks: all that are due again and again
	TaskOverdue,
	// tasks: attestations
	AttestationExpired,
	AttestationExpiring,
}
