// The etcd server of the release that go.mod names, built from source so that the comparison does
// not depend on what a distribution ships.
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() {
	etcdmain.Main(os.Args)
}
