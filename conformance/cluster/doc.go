// Package cluster answers what the conformance suite asks of a Kubernetes cluster and Weft does not
// have: custom resource definitions, Deployments, Pods with their logs and exec, EndpointSlices.
// Everything else passes to Weft's own API as it was sent.
//
// Start reading at Cluster. A Deployment of the suite's echo image becomes processes of the same
// program; each Pod has a loopback address of its own, and is registered with Weft as a routee of
// every Service whose selector it matches, as a person would do it with curl.
package cluster
