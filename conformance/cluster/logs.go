package cluster

import (
	"bytes"
	"net/http"
	"sync"
	"time"
)

// log keeps what a Pod's program says, each line with its time.
type log struct {
	mutex sync.Mutex
	rest  []byte
	lines []line
}

type line struct {
	at   time.Time
	text string
}

func (l *log) Write(data []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.rest = append(l.rest, data...)
	for {
		text, rest, found := bytes.Cut(l.rest, []byte("\n"))
		if !found {
			return len(data), nil
		}
		l.lines = append(l.lines, line{time.Now(), string(text)})
		l.rest = bytes.Clone(rest)
	}
}

// serve answers GET …/pods/NAME/log with the lines since ?sinceTime=.
func (l *log) serve(w http.ResponseWriter, r *http.Request) {
	var since time.Time
	if asked := r.URL.Query().Get("sinceTime"); asked != "" {
		var err error
		if since, err = time.Parse(time.RFC3339, asked); err != nil {
			refuse(w, http.StatusBadRequest, "BadRequest", err.Error())
			return
		}
	}
	w.Header().Set("Content-Type", "text/plain")
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for _, one := range l.lines {
		if !one.at.Before(since) {
			_, _ = w.Write([]byte(one.text + "\n"))
		}
	}
}

// tail is the last lines, for a message about a program that ended.
func (l *log) tail() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	var text string
	for _, one := range l.lines[max(0, len(l.lines)-5):] {
		text += one.text + "; "
	}
	return text
}
