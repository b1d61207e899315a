package cluster

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sort"
	"strconv"
	"sync"
	"time"

	jsonpatch "gopkg.in/evanphx/json-patch.v4"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
)

// object is one resource as JSON holds it.
type object = unstructured.Unstructured

// objects holds the resources of one kind that live in the cluster and not in Weft.
type objects struct {
	apiVersion string
	kind       string
	mutex      sync.Mutex
	byKey      map[string]*object
	revision   int
}

func newObjects(apiVersion, kind string) *objects {
	return &objects{apiVersion: apiVersion, kind: kind, byKey: map[string]*object{}}
}

func keyOf(namespace, name string) string {
	return namespace + "/" + name
}

// all returns copies, in the order of their keys.
func (o *objects) all() []*object {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	keys := make([]string, 0, len(o.byKey))
	for key := range o.byKey {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	list := make([]*object, 0, len(keys))
	for _, key := range keys {
		list = append(list, o.byKey[key].DeepCopy())
	}
	return list
}

func (o *objects) get(namespace, name string) *object {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if found := o.byKey[keyOf(namespace, name)]; found != nil {
		return found.DeepCopy()
	}
	return nil
}

// put stores an object, with the metadata that a cluster's API gives it.
func (o *objects) put(given *object) *object {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	key := keyOf(given.GetNamespace(), given.GetName())
	o.revision++
	stored := given.DeepCopy()
	stored.SetAPIVersion(o.apiVersion)
	stored.SetKind(o.kind)
	stored.SetResourceVersion(strconv.Itoa(o.revision))
	if before := o.byKey[key]; before != nil {
		stored.SetUID(before.GetUID())
		stored.SetGeneration(before.GetGeneration() + 1)
		_ = unstructured.SetNestedField(
			stored.Object, before.GetCreationTimestamp().UTC().Format(time.RFC3339),
			"metadata", "creationTimestamp")
	} else {
		stored.SetUID(uid(fmt.Sprintf("%s-%s-%d", o.kind, given.GetName(), o.revision)))
		stored.SetGeneration(1)
		_ = unstructured.SetNestedField(
			stored.Object, time.Now().UTC().Format(time.RFC3339), "metadata", "creationTimestamp")
	}
	o.byKey[key] = stored
	return stored.DeepCopy()
}

func (o *objects) remove(namespace, name string) *object {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	key := keyOf(namespace, name)
	gone := o.byKey[key]
	delete(o.byKey, key)
	return gone
}

// serve answers one request for resources of this kind.
func (o *objects) serve(w http.ResponseWriter, r *http.Request, at location) {
	switch {
	case at.name == "" && r.Method == http.MethodGet:
		o.list(w, r, at.namespace)
	case at.name == "" && r.Method == http.MethodPost:
		o.write(w, r, at, http.StatusCreated)
	case at.name == "":
		refuse(w, http.StatusMethodNotAllowed, "MethodNotAllowed", r.Method+" of a collection")
	case r.Method == http.MethodPut:
		o.write(w, r, at, http.StatusOK)
	default:
		o.serveOne(w, r, at)
	}
}

func (o *objects) serveOne(w http.ResponseWriter, r *http.Request, at location) {
	found := o.get(at.namespace, at.name)
	if found == nil {
		refuse(w, http.StatusNotFound, "NotFound", fmt.Sprintf("%s %q not found", o.kind, at.name))
		return
	}
	switch r.Method {
	case http.MethodGet:
		answer(w, http.StatusOK, found)
	case http.MethodDelete:
		o.remove(at.namespace, at.name)
		answer(w, http.StatusOK, found)
	case http.MethodPatch:
		o.patch(w, r, found)
	default:
		refuse(w, http.StatusMethodNotAllowed, "MethodNotAllowed", r.Method)
	}
}

func (o *objects) list(w http.ResponseWriter, r *http.Request, namespace string) {
	selector, err := labels.Parse(r.URL.Query().Get("labelSelector"))
	if err != nil {
		refuse(w, http.StatusBadRequest, "BadRequest", err.Error())
		return
	}
	items := []any{}
	for _, one := range o.all() {
		if namespace != "" && one.GetNamespace() != namespace {
			continue
		}
		if selector.Matches(labels.Set(one.GetLabels())) {
			items = append(items, one.Object)
		}
	}
	answer(w, http.StatusOK, &object{Object: map[string]any{
		"apiVersion": o.apiVersion,
		"kind":       o.kind + "List",
		"metadata":   map[string]any{"resourceVersion": strconv.Itoa(o.revisionNow())},
		"items":      items,
	}})
}

func (o *objects) revisionNow() int {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.revision
}

func (o *objects) write(w http.ResponseWriter, r *http.Request, at location, code int) {
	given := &object{}
	if sent := r.Header.Get("Content-Type"); sent != "application/json" {
		refuse(w, http.StatusUnsupportedMediaType, "UnsupportedMediaType", "JSON, not "+sent)
		return
	}
	if err := json.NewDecoder(r.Body).Decode(&given.Object); err != nil {
		refuse(w, http.StatusBadRequest, "BadRequest", err.Error())
		return
	}
	given.SetNamespace(at.namespace)
	exists := o.get(at.namespace, given.GetName()) != nil
	if code == http.StatusCreated && exists {
		refuse(w, http.StatusConflict, "AlreadyExists",
			fmt.Sprintf("%s %q already exists", o.kind, given.GetName()))
		return
	}
	if code == http.StatusOK && !exists {
		refuse(w, http.StatusNotFound, "NotFound",
			fmt.Sprintf("%s %q not found", o.kind, given.GetName()))
		return
	}
	answer(w, code, o.put(given))
}

func (o *objects) patch(w http.ResponseWriter, r *http.Request, found *object) {
	if contentType := r.Header.Get("Content-Type"); contentType != "application/merge-patch+json" {
		refuse(w, http.StatusUnsupportedMediaType, "UnsupportedMediaType", "no "+contentType)
		return
	}
	var change json.RawMessage
	if err := json.NewDecoder(r.Body).Decode(&change); err != nil {
		refuse(w, http.StatusBadRequest, "BadRequest", err.Error())
		return
	}
	before, err := json.Marshal(found.Object)
	if err == nil {
		var after []byte
		if after, err = jsonpatch.MergePatch(before, change); err == nil {
			found = &object{}
			err = json.Unmarshal(after, &found.Object)
		}
	}
	if err != nil {
		refuse(w, http.StatusBadRequest, "BadRequest", err.Error())
		return
	}
	answer(w, http.StatusOK, o.put(found))
}
