package cluster

import (
	"net/http"
	"sort"
	"sync"

	"k8s.io/apimachinery/pkg/labels"
)

// pods are those that run or are about to.
type pods struct {
	mutex sync.Mutex
	byKey map[string]*pod
}

func (p *pods) add(one *pod) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.byKey[keyOf(one.namespace, one.name)] = one
}

func (p *pods) remove(one *pod) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	delete(p.byKey, keyOf(one.namespace, one.name))
}

func (p *pods) get(namespace, name string) *pod {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.byKey[keyOf(namespace, name)]
}

func (p *pods) all() []*pod {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	list := make([]*pod, 0, len(p.byKey))
	for _, one := range p.byKey {
		list = append(list, one)
	}
	sort.Slice(list, func(a, b int) bool {
		return keyOf(list[a].namespace, list[a].name) < keyOf(list[b].namespace, list[b].name)
	})
	return list
}

// serve answers requests for Pods: reads, logs and exec.
func (c *Cluster) servePods(w http.ResponseWriter, r *http.Request, at location) {
	if at.name == "" && r.Method == http.MethodGet {
		c.listPods(w, r, at.namespace)
		return
	}
	p := c.pods.get(at.namespace, at.name)
	switch {
	case p == nil:
		refuse(w, http.StatusNotFound, "NotFound", "pods \""+at.name+"\" not found")
	case at.sub == "log":
		p.log.serve(w, r)
	case at.sub == "exec":
		c.exec(w, r, p)
	case r.Method == http.MethodGet:
		answer(w, http.StatusOK, p.document())
	default:
		refuse(w, http.StatusMethodNotAllowed, "MethodNotAllowed", "pods follow their deployments")
	}
}

func (c *Cluster) listPods(w http.ResponseWriter, r *http.Request, namespace string) {
	selector, err := labels.Parse(r.URL.Query().Get("labelSelector"))
	if err != nil {
		refuse(w, http.StatusBadRequest, "BadRequest", err.Error())
		return
	}
	items := []any{}
	for _, one := range c.pods.all() {
		inside := namespace == "" || one.namespace == namespace
		if inside && selector.Matches(labels.Set(one.labels)) {
			items = append(items, one.document().Object)
		}
	}
	answer(w, http.StatusOK, &object{Object: map[string]any{
		"apiVersion": "v1",
		"kind":       "PodList",
		"metadata":   map[string]any{"resourceVersion": "1"},
		"items":      items,
	}})
}
