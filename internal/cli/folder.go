package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// OpenFolder gives the files below a folder. Links cannot lead out of it.
func OpenFolder(dir string) (fs.FS, error) {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, usage("", "no such folder: %s", dir)
	case err != nil:
		return nil, usage("", "%s cannot be opened: %v", dir, reason(err))
	case !info.IsDir():
		return nil, usage("give the folder of the project: "+filepath.Dir(dir), "%s is a file, not a folder", dir)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, usage("", "%s cannot be opened: %v", dir, reason(err))
	}
	return root.FS(), nil
}

// reason is an error without the operation and path that it starts with.
func reason(err error) error {
	var inPath *fs.PathError
	if errors.As(err, &inPath) {
		return inPath.Err
	}
	var inLink *os.LinkError
	if errors.As(err, &inLink) {
		return inLink.Err
	}
	return err
}

// A folder is what a command looks at.
type folder struct {
	dir    string // as the user names it
	files  fs.FS
	prefix string // its path below the top of the repository
	notes  []source.Note
}

// folder opens the folder that the arguments name.
func (a *app) folder(cmd *cobra.Command, args []string) (*folder, error) {
	f := &folder{dir: "."}
	if len(args) > 0 {
		f.dir = args[0]
	} else if in := a.input("path"); in != "" {
		dir, err := a.inWorkspace("path", in)
		if err != nil {
			return f, err
		}
		f.dir = dir
	}
	var err error
	if f.files, err = a.Open(f.dir); err != nil {
		return f, mistakenCommand(cmd, err, args)
	}
	if f.prefix, err = a.prefix(f.dir); err != nil {
		return f, err
	}
	return f, a.notEmpty(f)
}

// top is the top of the repository, its links resolved; empty if that is not
// known.
func (f *folder) top() string {
	dir, err := filepath.Abs(f.dir)
	if err != nil {
		return ""
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return ""
	}
	return strings.TrimSuffix(filepath.ToSlash(dir), path.Join("/", f.prefix))
}

// beside is the folder of a file below the top of the repository, from which
// its links lead to others; empty if it lies at the top, or elsewhere.
func beside(top, file string) string {
	dir, err := filepath.Abs(filepath.Dir(file))
	if err != nil || top == "" || file == "" {
		return ""
	}
	if resolved, err := filepath.EvalSymlinks(dir); err == nil {
		dir = resolved
	}
	rel, _ := inside(top, dir)
	return rel
}

// mistakenCommand turns a missing folder that looks like a command into a
// question.
func mistakenCommand(cmd *cobra.Command, err error, args []string) error {
	if len(args) != 1 || strings.ContainsAny(args[0], `/\.`) {
		return err
	}
	var names []string
	for _, c := range cmd.Root().Commands() {
		names = append(names, c.Name())
	}
	if near := nearest(args[0], names); near != "" {
		return usage("did you mean the command "+near+"?", "no such folder: %s", args[0])
	}
	return err
}

// notEmpty refuses a folder without files, above all a workflow that forgot
// to check the repository out.
func (a *app) notEmpty(f *folder) error {
	entries, err := fs.ReadDir(f.files, ".")
	if err != nil {
		return usage("", "%s cannot be read: %v", f.dir, reason(err))
	}
	if len(entries) > 0 {
		return nil
	}
	if a.inActions() {
		return usage("check the repository out first, with a step that uses actions/checkout", "the workspace is empty")
	}
	return usage("give the folder of a Django project", "%s is empty", f.dir)
}

// prefix is where a folder lies in its repository: below the workspace of
// GitHub Actions, or below what git takes for the top.
func (a *app) prefix(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return "", usage("", "%s cannot be opened: %v", dir, reason(err))
	}
	if workspace := a.workspace(); workspace != "" {
		if rel, ok := inside(workspace, dir); ok {
			return rel, nil
		}
	}
	for top := dir; ; top = filepath.Dir(top) {
		if _, err := os.Lstat(filepath.Join(top, ".git")); err == nil {
			rel, _ := inside(top, dir)
			return rel, nil
		}
		if top == filepath.Dir(top) {
			return "", nil
		}
	}
}

// inside gives the path of a file or folder below another, with forward
// slashes; empty if they are the same.
func inside(top, name string) (string, bool) {
	rel, err := filepath.Rel(top, name)
	if err != nil || !filepath.IsLocal(rel) {
		return "", false
	}
	if rel = path.Clean(filepath.ToSlash(rel)); rel == "." {
		rel = ""
	}
	return rel, true
}

// readFile reads a file that a flag names, up to a size.
func readFile(name string, most int64) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, reason(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, reason(err)
	}
	if info.IsDir() {
		return nil, errors.New("is a folder")
	}
	text, err := io.ReadAll(io.LimitReader(file, most+1))
	if err != nil {
		return nil, reason(err)
	}
	if int64(len(text)) > most {
		return nil, errors.New("is too large")
	}
	return text, nil
}
