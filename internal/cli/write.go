package cli

import (
	"crypto/rand"
	"os"
	"path"
	"path/filepath"
)

// workspace is the folder in which GitHub Actions keeps the repository, its
// links resolved; empty elsewhere.
func (a *app) workspace() string {
	if !a.inActions() || a.Env["GITHUB_WORKSPACE"] == "" {
		return ""
	}
	dir, err := filepath.EvalSymlinks(a.Env["GITHUB_WORKSPACE"])
	if err != nil {
		return ""
	}
	return dir
}

// inWorkspace makes a path that an input names absolute, and refuses one that
// leads out of the workspace.
func (a *app) inWorkspace(input, name string) (string, error) {
	top := a.workspace()
	if top == "" {
		return name, nil
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(top, name)
	}
	if _, ok := inside(top, name); !ok {
		return "", usage("name a path below the workspace", "the input %s leads out of the workspace", input)
	}
	return name, nil
}

// writeFile writes a report whole or not at all. What is read comes from
// strangers: in a workspace no link of theirs may lead the report elsewhere.
func (a *app) writeFile(name string, data []byte) error {
	top, rel := filepath.Dir(name), filepath.Base(name)
	if w := a.workspace(); w != "" {
		full, err := filepath.Abs(name)
		if err != nil {
			return err
		}
		if below, ok := inside(w, full); ok {
			top, rel = w, below
		}
	} else if direct, err := writeDirect(name, data); direct {
		return cannotWrite(name, err)
	}
	root, err := os.OpenRoot(top)
	if err != nil {
		return cannotWrite(name, err)
	}
	defer root.Close()
	return cannotWrite(name, replace(root, rel, data))
}

func cannotWrite(name string, err error) error {
	if err == nil {
		return nil
	}
	return usage("", "%s cannot be written: %v", name, reason(err))
}

// writeDirect writes to what is there and is no regular file, such as a link
// or /dev/stdout, which must not be replaced by one.
func writeDirect(name string, data []byte) (bool, error) {
	info, err := os.Lstat(name)
	if err != nil || info.Mode().IsRegular() || info.IsDir() {
		return false, nil
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return true, err
	}
	defer file.Close()
	_, err = file.Write(data)
	return true, err
}

// replace puts a file in its place by renaming, so that nobody reads half of
// it.
func replace(root *os.Root, name string, data []byte) error {
	if err := folders(root, path.Dir(name)); err != nil {
		return err
	}
	temporary := path.Join(path.Dir(name), ".deploycheck-"+rand.Text())
	if err := create(root, temporary, data); err != nil {
		root.Remove(temporary)
		return err
	}
	if err := root.Rename(temporary, name); err != nil {
		root.Remove(temporary)
		return err
	}
	return nil
}

func create(root *os.Root, name string, data []byte) error {
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := file.Write(data); err != nil {
		return err
	}
	if err := handOver(root, name); err != nil {
		return err
	}
	return file.Close()
}

// folders makes the folders of a report that are not there.
func folders(root *os.Root, name string) error {
	if name == "." {
		return nil
	}
	if _, err := root.Stat(name); err == nil {
		return nil
	}
	if err := folders(root, path.Dir(name)); err != nil {
		return err
	}
	if err := root.Mkdir(name, 0o755); err != nil && !os.IsExist(err) {
		return err
	}
	return handOver(root, name)
}
