package cluster

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// weftAPI is Weft's own API as this harness uses it for itself.
type weftAPI struct {
	base   string
	client http.Client
}

func newWeftAPI(base string) *weftAPI {
	return &weftAPI{base: base, client: http.Client{Timeout: 10 * time.Second}}
}

func (a *weftAPI) get(path string) (map[string]any, error) {
	return a.send(http.MethodGet, path, nil)
}

func (a *weftAPI) put(path string, body any) error {
	_, err := a.send(http.MethodPut, path, body)
	return err
}

// remove deletes what may be gone already.
func (a *weftAPI) remove(path string) error {
	_, err := a.send(http.MethodDelete, path, nil)
	if refused, is := err.(*refusal); is && refused.code == http.StatusNotFound {
		return nil
	}
	return err
}

type refusal struct {
	what string
	code int
	text string
}

func (r *refusal) Error() string {
	return fmt.Sprintf("%s: %d %s", r.what, r.code, r.text)
}

func (a *weftAPI) send(method, path string, body any) (map[string]any, error) {
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		sent = bytes.NewReader(text)
	}
	request, err := http.NewRequest(method, a.base+path, sent)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := a.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode >= 300 {
		return nil, &refusal{method + " " + path, response.StatusCode, string(text)}
	}
	var read map[string]any
	return read, json.Unmarshal(text, &read)
}
