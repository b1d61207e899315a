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
  /** What Weft does beyond the core, in the Gateway API's words; sorted, as it wants them. */
  private static final List<String> FEATURES =
      List.of(
          "GRPCRoute",
          "GRPCRouteNamedRouteRule",
          "HTTPRoute",
          "HTTPRoute303RedirectStatusCode",
          "HTTPRoute307RedirectStatusCode",
          "HTTPRoute308RedirectStatusCode",
          "HTTPRouteBackendProtocolH2C",
          "HTTPRouteBackendProtocolWebSocket",
          "HTTPRouteBackendRequestHeaderModification",
          "HTTPRouteBackendTimeout",
          "HTTPRouteCORS",
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
          "Mesh",
          "MeshHTTPRouteBackendRequestHeaderModification",
          "MeshHTTPRouteNamedRouteRule",
          "MeshHTTPRouteQueryParamMatching",
          "MeshHTTPRouteRedirectPath",
          "MeshHTTPRouteRedirectPort",
          "MeshHTTPRouteRewritePath",
          "MeshHTTPRouteSchemeRedirect",
          "ReferenceGrant");

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
