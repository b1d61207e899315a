package cluster

import "strings"

// location is what the path of a request names.
type location struct {
	group     string // "" for the core group
	version   string
	namespace string // "" for all, or for a kind without
	plural    string
	name      string // "" for the collection
	sub       string // such as "status", "log" or "exec"
}

// locate reads /api/V/… and /apis/G/V/…; plural is empty for any other path.
func locate(path string) location {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	var at location
	switch {
	case len(parts) >= 3 && parts[0] == "api":
		at.version, parts = parts[1], parts[2:]
	case len(parts) >= 4 && parts[0] == "apis":
		at.group, at.version, parts = parts[1], parts[2], parts[3:]
	default:
		return at
	}
	if parts[0] == "namespaces" && len(parts) >= 3 && parts[2] != "status" {
		at.namespace, parts = parts[1], parts[2:]
	}
	at.plural = parts[0]
	if len(parts) > 1 {
		at.name = parts[1]
	}
	if len(parts) > 2 {
		at.sub = parts[2]
	}
	return at
}
