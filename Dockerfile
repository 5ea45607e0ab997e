# The names stand in arguments so that a build without a registry can bring
# images of its own.
ARG GO_IMAGE=golang:1.26-bookworm
ARG BASE_IMAGE=scratch

FROM ${GO_IMAGE} AS build
ARG VERSION=0.1.0-dev
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# The parser is C, so the binary is linked statically with the C library;
# user and network look-ups, which would need it at run time, are Go's own.
RUN CGO_ENABLED=1 go build -trimpath -tags osusergo,netgo \
    -ldflags "-s -w -linkmode external -extldflags '-static' -X github.com/deploycheck/deploycheck/internal/cli.release=${VERSION}" \
    -o /deploycheck .

# GitHub runs actions as root, in the folder it chooses: no USER, no WORKDIR.
FROM ${BASE_IMAGE}
COPY --from=build /deploycheck /deploycheck
ENTRYPOINT ["/deploycheck"]
