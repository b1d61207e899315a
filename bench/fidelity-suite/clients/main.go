// Go's net/http with the broker as its proxy; with HTTP/2 by prior knowledge, by Host.
//
//	main PORT [h2]      prints ok NAME, or FAIL NAME: why
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"net/url"
	"os"
	"reflect"
	"time"
)

var client *http.Client
var base = "http://origin"

func ask(method, path string, body io.Reader, trace *httptrace.ClientTrace) (*http.Response, []byte, error) {
	request, err := http.NewRequest(method, base+path, body)
	if err != nil {
		return nil, nil, err
	}
	request.Host = "origin"
	if trace != nil {
		request = request.WithContext(httptrace.WithClientTrace(request.Context(), trace))
	}
	answer, err := client.Do(request)
	if err != nil {
		return nil, nil, err
	}
	defer answer.Body.Close()
	all, err := io.ReadAll(answer.Body)
	return answer, all, err
}

func check(name string, action func() error) {
	if err := action(); err != nil {
		fmt.Println("FAIL", name+":", err)
	} else {
		fmt.Println("ok", name)
	}
}

func equal(one, other any) error {
	if !reflect.DeepEqual(one, other) {
		return fmt.Errorf("%v, not %v", one, other)
	}
	return nil
}

func size(body io.Reader) (float64, error) {
	_, said, err := ask("POST", "/echo", body, nil)
	if err != nil {
		return 0, err
	}
	var fields map[string]any
	if err := json.Unmarshal(said, &fields); err != nil {
		return 0, err
	}
	return fields["size"].(float64), nil
}

func fails(path string) func() error {
	return func() error {
		if _, _, err := ask("GET", path, nil, nil); err != nil {
			return nil
		}
		return errors.New("a cut answer was taken for whole")
	}
}

func main() {
	proxy, _ := url.Parse("http://127.0.0.1:" + os.Args[1])
	transport := &http.Transport{Proxy: http.ProxyURL(proxy)}
	if len(os.Args) > 2 {
		base = proxy.String()
		transport = &http.Transport{Protocols: new(http.Protocols)}
		transport.Protocols.SetUnencryptedHTTP2(true)
	}
	client = &http.Client{Timeout: 10 * time.Second, Transport: transport}
	check("two hundred on one connection", func() error {
		for i := 0; i < 200; i++ {
			if _, _, err := ask("GET", "/echo", nil, nil); err != nil {
				return err
			}
		}
		return nil
	})
	check("post of 3 MB", func() error {
		got, err := size(bytes.NewReader(make([]byte, 3000000)))
		return errors.Join(err, equal(got, 3e6))
	})
	check("chunks", func() error {
		got, err := size(io.LimitReader(bytes.NewReader(make([]byte, 100)), 30))
		return errors.Join(err, equal(got, 30.0))
	})
	check("10 MB", func() error {
		_, body, err := ask("GET", "/big/10000000", nil, nil)
		return errors.Join(err, equal(len(body), 10000000))
	})
	check("interim answers", func() error {
		var seen []int
		_, _, err := ask("GET", "/interim", nil, &httptrace.ClientTrace{
			Got1xxResponse: func(code int, _ textproto.MIMEHeader) error {
				seen = append(seen, code)
				return nil
			},
		})
		return errors.Join(err, equal(seen, []int{102, 103, 103}))
	})
	check("trailers", func() error {
		answer, _, err := ask("GET", "/trailers", nil, nil)
		if err != nil {
			return err
		}
		return equal(answer.Trailer.Get("X-Sum"), "42")
	})
	check("cookies apart", func() error {
		answer, _, err := ask("GET", "/cookies", nil, nil)
		if err != nil {
			return err
		}
		return equal(answer.Header["Set-Cookie"], []string{"a=1, x", "b=2"})
	})
	check("cut by length", fails("/cut-length"))
	check("cut in chunks", fails("/cut-chunked"))
	check("reset", fails("/reset"))
}
