package dev.weft.registry.status;

import dev.weft.model.gateway.Tree;
import dev.weft.model.resource.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The status of a GatewayClass of ours. */
final class ClassStatus {
  /**
   * What Weft does for Gateways, in the Gateway API's words; sorted, as it wants them. What is
   * beyond the core is what the conformance report lists.
   */
  static final List<String> FEATURES =
      List.of(
          "BackendTLSPolicy",
          "BackendTLSPolicySANValidation",
          "GRPCRoute",
          "GRPCRouteNamedRouteRule",
          "Gateway",
          "GatewayAddressEmpty",
          "GatewayBackendClientCertificate",
          "GatewayFrontendClientCertificateValidation",
          "GatewayFrontendClientCertificateValidationInsecureFallback",
          "GatewayHTTPListenerIsolation",
          "GatewayHTTPSListenerDetectMisdirectedRequests",
          "GatewayPort8080",
          "GatewayStaticAddresses",
          "HTTPRoute",
          "HTTPRoute303RedirectStatusCode",
          "HTTPRoute307RedirectStatusCode",
          "HTTPRoute308RedirectStatusCode",
          "HTTPRouteBackendProtocolH2C",
          "HTTPRouteBackendProtocolWebSocket",
          "HTTPRouteBackendRequestHeaderModification",
          "HTTPRouteBackendTimeout",
          "HTTPRouteCORS",
          "HTTPRouteDestinationPortMatching",
          "HTTPRouteHostRewrite",
          "HTTPRouteMethodMatching",
          "HTTPRouteNamedRouteRule",
          "HTTPRouteParentRefPort",
          "HTTPRoutePathRedirect",
          "HTTPRoutePathRewrite",
          "HTTPRoutePortRedirect",
          "HTTPRouteQueryParamMatching",
          "HTTPRouteRequestMirror",
          "HTTPRouteRequestMultipleMirrors",
          "HTTPRouteRequestPercentageMirror",
          "HTTPRouteRequestTimeout",
          "HTTPRouteResponseHeaderModification",
          "HTTPRouteSchemeRedirect",
          "ListenerSet",
          "ReferenceGrant",
          "TCPRoute",
          "TLSRoute",
          "TLSRouteModeMixed",
          "TLSRouteModeTerminate");

  private ClassStatus() {}

  static Map<String, Object> of(Resource gatewayClass, Instant now) {
    var status = new LinkedHashMap<String, Object>(gatewayClass.status());
    var features = new ArrayList<Object>();
    FEATURES.forEach(name -> features.add(Map.of("name", name)));
    status.put("supportedFeatures", features);
    boolean parameters = Tree.of(gatewayClass.spec()).has("parametersRef");
    return Said.put(
        status,
        List.of(
            parameters
                ? Said.no(
                    Said.ACCEPTED,
                    "InvalidParameters",
                    "Weft knows no parameters for gateways: leave parametersRef out")
                : Said.accepted("its gateways are Weft's")),
        gatewayClass.metadata().generation(),
        now);
  }
}
