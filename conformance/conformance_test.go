package conformance

import (
	"flag"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	clientset "k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	runtimelog "sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
	official "sigs.k8s.io/gateway-api/conformance"
	"sigs.k8s.io/gateway-api/conformance/tests"
	"sigs.k8s.io/gateway-api/conformance/utils/config"
	"sigs.k8s.io/gateway-api/conformance/utils/flags"
	"sigs.k8s.io/gateway-api/conformance/utils/suite"
	"sigs.k8s.io/gateway-api/pkg/features"

	"weft.dev/conformance/cluster"
)

var (
	weftFlag  = flag.String("weft", "", "the launcher of the Weft distribution to judge")
	echoFlag  = flag.String("echo-basic", "", "the suite's echo program, built")
	crdsFlag  = flag.String("crds", "", "folder of the Gateway API's published definitions")
	logFlag   = flag.String("weft-log", os.DevNull, "where Weft's own output goes")
	onlyFlag  = flag.String("only", "", "comma-separated names of the tests to run, and no others")
	hurryFlag = flag.Bool("hurry", false, "wait seconds and not minutes for what does not happen")
)

// An address that Weft can listen on, and one that no machine has (RFC 5737).
const (
	usableAddress   = "127.77.200.1"
	unusableAddress = "192.0.2.1"
)

// TestConformance starts Weft and the cluster beside it, and has the official suite judge them.
func TestConformance(t *testing.T) {
	if *weftFlag == "" || *echoFlag == "" || *crdsFlag == "" {
		t.Skip("SKIPPED: run.sh beside this file starts it as it has to be")
	}
	runtimelog.SetLogger(zap.New(zap.WriteTo(io.Discard)))
	mesh := startWeft(t)
	stand, err := cluster.Start(cluster.Options{
		Weft:      mesh.registry,
		Broker:    mesh.broker,
		EchoBasic: *echoFlag,
		CRDs:      *crdsFlag,
		Folder:    t.TempDir(),
		Say:       t.Logf,
	})
	require.NoError(t, err)
	// Last, so that the suite's own clean-up still finds its cluster.
	t.Cleanup(func() { require.NoError(t, stand.Close()) })

	if *onlyFlag != "" {
		chooseTests(t, strings.Split(*onlyFlag, ","))
	}
	reportProgress()
	options := suiteOptions(t, stand.URL)
	fillNamespaces(t, options)
	official.RunConformanceWithOptions(t, options)
}

func suiteOptions(t *testing.T, api string) suite.ConformanceOptions {
	restConfig := &rest.Config{Host: api, QPS: -1}
	clientOptions := client.Options{Mapper: mapper()}
	direct, err := client.New(restConfig, clientOptions)
	require.NoError(t, err)
	require.NoError(t, gatewayv1.Install(direct.Scheme()))
	require.NoError(t, apiextensionsv1.AddToScheme(direct.Scheme()))
	typed, err := clientset.NewForConfig(restConfig)
	require.NoError(t, err)

	address := gatewayv1.IPAddressType
	options := suite.ConfigurableOptions{
		CleanupBaseResources:     flags.DefaultCleanupBaseResources,
		CleanupTestResources:     flags.DefaultCleanupTestResources,
		GatewayClassName:         "weft",
		Mode:                     flags.DefaultMode,
		TimeoutConfig:            config.DefaultTimeoutConfig(),
		UsableNetworkAddresses:   []gatewayv1.GatewaySpecAddress{{Type: &address, Value: usableAddress}},
		UnusableNetworkAddresses: []gatewayv1.GatewaySpecAddress{{Type: &address, Value: unusableAddress}},
	}
	if *hurryFlag {
		hurry(&options.TimeoutConfig)
	}
	flags.ApplyAll(&options)
	if !judges(options.ConformanceProfiles, "GATEWAY-") {
		options.ExemptFeatures = append(options.ExemptFeatures, features.SupportGateway)
	}
	if !judges(options.ConformanceProfiles, "MESH-") {
		options.ExemptFeatures = append(options.ExemptFeatures, features.SupportMesh)
	}
	return suite.ConformanceOptions{
		ConfigurableOptions: options,
		Client:              direct,
		ClientOptions:       clientOptions,
		Clientset:           typed,
		RestConfig:          restConfig,
	}
}

// hurry is for finding out what fails. A report is made without it.
func hurry(t *config.TimeoutConfig) {
	for _, wait := range []*time.Duration{
		&t.GatewayMustHaveAddress, &t.GatewayMustHaveCondition, &t.GatewayStatusMustHaveListeners,
		&t.GatewayListenersMustHaveConditions, &t.ListenerSetMustHaveCondition,
		&t.ListenerSetListenersMustHaveConditions, &t.GWCMustBeAccepted, &t.HTTPRouteMustNotHaveParents,
		&t.HTTPRouteMustHaveCondition, &t.TLSRouteMustHaveCondition, &t.TCPRouteMustHaveCondition,
		&t.RouteMustHaveParents, &t.LatestObservedGenerationSet, &t.MaxTimeToConsistency,
	} {
		*wait = 5 * time.Second
	}
	t.NamespacesMustBeReady = 15 * time.Second
	t.DefaultTestTimeout = 10 * time.Second
	t.RequestTimeout = 5 * time.Second
}

func chooseTests(t *testing.T, names []string) {
	for _, name := range names {
		if !slices.ContainsFunc(tests.ConformanceTests,
			func(one suite.ConformanceTest) bool { return one.ShortName == name }) {
			t.Fatalf("the suite has no test %q", name)
		}
	}
	tests.ConformanceTests = slices.DeleteFunc(tests.ConformanceTests,
		func(one suite.ConformanceTest) bool { return !slices.Contains(names, one.ShortName) })
}

// reportProgress says how each test went as soon as it has ended. Tests that would run beside each
// other run one after the other: the suite notes a result when a test's function gives way to the
// others, which for those is before it has done anything.
func reportProgress() {
	for i, one := range tests.ConformanceTests {
		run := one.Test
		tests.ConformanceTests[i].Parallel = false
		tests.ConformanceTests[i].Test = func(t *testing.T, s *suite.ConformanceTestSuite) {
			begun := time.Now()
			t.Cleanup(func() {
				how := "passed"
				if t.Failed() {
					how = "FAILED"
				}
				println("progress:", i+1, "of", len(tests.ConformanceTests), how, one.ShortName,
					time.Since(begun).Round(100*time.Millisecond).String())
			})
			run(t, s)
		}
	}
}
