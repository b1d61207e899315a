package conformance

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"regexp"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// weft is a running mesh: `weft up` with a data folder of its own and free ports.
type weft struct {
	registry string
	broker   string
}

var announced = regexp.MustCompile(`^\s*(registry|broker)\s+(http://(\S+))`)

func startWeft(t *testing.T) weft {
	said, err := os.Create(*logFlag)
	require.NoError(t, err)
	command := exec.Command(*weftFlag, "up", "--data", t.TempDir(),
		"--registry-port", "0", "--broker-port", "0", "--admin-port", "0")
	command.Stderr = said
	output, err := command.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	t.Cleanup(func() {
		require.NoError(t, command.Process.Signal(syscall.SIGTERM))
		giveUp := time.AfterFunc(30*time.Second, func() { _ = command.Process.Kill() })
		if err := command.Wait(); err != nil {
			t.Logf("weft up ended with %v; it said what is in %s", err, *logFlag)
		}
		giveUp.Stop()
		require.NoError(t, said.Close())
	})
	return readAddresses(t, output, said)
}

func readAddresses(t *testing.T, output io.Reader, said io.Writer) weft {
	var mesh weft
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		_, err := io.WriteString(said, lines.Text()+"\n")
		require.NoError(t, err)
		if found := announced.FindStringSubmatch(lines.Text()); found != nil {
			if found[1] == "registry" {
				mesh.registry = found[2]
			} else {
				mesh.broker = found[3]
			}
		}
		if lines.Text() == "ready" {
			require.NotEmpty(t, mesh.registry)
			require.NotEmpty(t, mesh.broker)
			go func() { _, _ = io.Copy(said, output) }() // ends with the process
			return mesh
		}
	}
	t.Fatalf("weft up ended before it was ready; it said what is in %s", *logFlag)
	return mesh
}
