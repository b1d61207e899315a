package cluster

import (
	"errors"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// Options are where things are.
type Options struct {
	Weft      string // URL of Weft's API
	Broker    string // host:port of Weft's broker, through which Pods call
	EchoBasic string // the suite's echo program
	CRDs      string // folder of the Gateway API's published definitions
	Folder    string // for what Pods mount
	Say       func(format string, values ...any)
}

// Cluster is the stand-in; it serves until it is closed.
type Cluster struct {
	URL string

	options     Options
	say         func(format string, values ...any)
	weft        *weftAPI
	passed      *httputil.ReverseProxy
	server      *http.Server
	addresses   *addresses
	deployments *objects
	slices      *objects
	definitions *objects
	accounts    *objects
	pods        *pods
	changed     atomic.Bool
	closing     chan struct{}
	closed      chan struct{}

	mutex   sync.Mutex // over Pods and routees being brought in line
	routees map[string]any
	refused map[string]bool

	// Of the goroutine that reconciles alone.
	failure string
	since   time.Time
	told    bool
}

// Start serves the cluster's API on a free port of loopback.
func Start(options Options) (*Cluster, error) {
	weft, err := url.Parse(options.Weft)
	if err != nil {
		return nil, err
	}
	c := &Cluster{
		options:     options,
		say:         options.Say,
		weft:        newWeftAPI(options.Weft),
		addresses:   &addresses{},
		deployments: newObjects("apps/v1", "Deployment"),
		slices:      newObjects("discovery.k8s.io/v1", "EndpointSlice"),
		definitions: newObjects("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
		accounts:    newObjects("v1", "ServiceAccount"),
		pods:        &pods{byKey: map[string]*pod{}},
		closing:     make(chan struct{}),
		closed:      make(chan struct{}),
		routees:     map[string]any{},
		refused:     map[string]bool{},
	}
	if err := c.readDefinitions(); err != nil {
		return nil, err
	}
	c.passed = &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(weft)
			r.Out.Host = weft.Host
		},
		FlushInterval: -1,
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			if r.Context().Err() == nil { // else the client has gone, and with it its wish
				c.say("%s %s: %v", r.Method, r.URL, err)
			}
			w.WriteHeader(http.StatusBadGateway)
		},
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	c.URL = "http://" + listener.Addr().String()
	c.server = &http.Server{Handler: c, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		if err := c.server.Serve(listener); err != http.ErrServerClosed {
			c.say("the cluster's API ended: %v", err)
		}
	}()
	go c.reconcile()
	return c, nil
}

// ServeHTTP answers what is the cluster's and passes on what is Weft's.
func (c *Cluster) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	at := locate(r.URL.Path)
	switch at.group + "/" + at.plural {
	case "/pods":
		c.servePods(w, r, at)
	case "/serviceaccounts":
		c.accounts.serve(w, r, at)
	case "apps/deployments":
		c.deployments.serve(w, r, at)
	case "discovery.k8s.io/endpointslices":
		c.slices.serve(w, r, at)
	case "apiextensions.k8s.io/customresourcedefinitions":
		c.definitions.serve(w, r, at)
	case "/namespaces":
		if r.Method == http.MethodDelete {
			c.leave(at.name)
		}
		c.passed.ServeHTTP(w, r)
	default:
		c.passed.ServeHTTP(w, r)
	}
	if r.Method != http.MethodGet {
		c.changed.Store(true)
	}
}

// leave ends what runs in a namespace before Weft is asked to delete it: a cluster takes the Pods of
// a namespace with it, and Weft deletes none that holds routees.
func (c *Cluster) leave(namespace string) {
	for _, kind := range []*objects{c.deployments, c.slices} {
		for _, one := range kind.all() {
			if one.GetNamespace() == namespace {
				kind.remove(namespace, one.GetName())
			}
		}
	}
	if err := c.bringInLine(); err != nil {
		c.say("leaving namespace %s: %v", namespace, err)
	}
}

// reconcile brings Pods and routees in line a moment after each change, and as long as something
// is not ready.
func (c *Cluster) reconcile() {
	defer close(c.closed)
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-c.closing:
			return
		case <-ticker.C:
		}
		if !c.changed.Swap(false) {
			continue
		}
		err := c.bringInLine()
		c.tell(err)
		if err != nil || c.waiting() {
			c.changed.Store(true)
		}
	}
}

func (c *Cluster) bringInLine() error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return errors.Join(c.deployed(), c.registerPods())
}

// registerPods registers what listens. Pods are asked once: one that begins to listen meanwhile is
// not registered yet, and must not count as ready.
func (c *Cluster) registerPods() error {
	for _, p := range c.pods.all() {
		p.listens = p.ready()
	}
	return errors.Join(c.registered(), c.admitted())
}

func (c *Cluster) waiting() bool {
	for _, p := range c.pods.all() {
		if !p.admitted.Load() {
			return true
		}
	}
	return false
}

// tell says once what has kept failing for a while: that a Pod waits for its Secret is no failure.
func (c *Cluster) tell(err error) {
	var text string
	if err != nil {
		text = err.Error()
	}
	if text != c.failure {
		c.failure, c.since, c.told = text, time.Now(), false
	}
	if text != "" && !c.told && time.Since(c.since) > 10*time.Second {
		c.told = true
		c.say("for 10 s now: %s", text)
	}
}

// Close ends all Pods and the API.
func (c *Cluster) Close() error {
	close(c.closing)
	<-c.closed
	for _, p := range c.pods.all() {
		if err := p.stop(); err != nil {
			c.say("stopping %s: %v", p.name, err)
		}
	}
	return c.server.Close()
}
