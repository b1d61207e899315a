package cluster

import (
	"fmt"
	"io"
	"net/http"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/httpstream"
	"k8s.io/apimachinery/pkg/util/httpstream/spdy"

	"weft.dev/conformance/podecho"
)

const execProtocol = "v4.channel.k8s.io"

// exec runs a command "in" a Pod: the one that the suite's mesh tests use, the echo client. Its
// calls leave through Weft's broker, as those of any program on this host would.
func (c *Cluster) exec(w http.ResponseWriter, r *http.Request, p *pod) {
	command := r.URL.Query()["command"]
	if _, err := httpstream.Handshake(r, w, []string{execProtocol}); err != nil {
		return // it has answered
	}
	type opened struct {
		stream httpstream.Stream
		sent   <-chan struct{}
	}
	streams := make(chan opened, 4)
	conn := spdy.NewResponseUpgrader().UpgradeResponse(w, r,
		func(stream httpstream.Stream, sent <-chan struct{}) error {
			streams <- opened{stream, sent}
			return nil
		})
	if conn == nil {
		return // it has answered
	}
	defer conn.Close()
	byType := map[string]httpstream.Stream{}
	patience := time.NewTimer(10 * time.Second)
	defer patience.Stop()
	for len(byType) < 3 { // error, stdout, stderr
		select {
		case one := <-streams:
			<-one.sent
			byType[one.stream.Headers().Get(corev1.StreamType)] = one.stream
		case <-patience.C:
			c.say("exec in %s: streams missing, got %d of 3", p.name, len(byType))
			return
		}
	}
	client := podecho.Client{Namespace: p.namespace, Broker: c.options.Broker}
	output, err := client.Run(command)
	_, sendErr := io.WriteString(byType[corev1.StreamTypeStdout], output)
	if err != nil {
		_, _ = io.WriteString(byType[corev1.StreamTypeError], fmt.Sprintf(
			`{"kind":"Status","apiVersion":"v1","status":"Failure","message":%q,"code":500}`, err))
	}
	if sendErr != nil {
		c.say("exec in %s: %v", p.name, sendErr)
	}
	for _, stream := range byType {
		_ = stream.Close()
	}
}
