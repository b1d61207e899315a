package dev.weft.model.gateway;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.model.route.Routing;
import java.util.List;

/**
 * Resolves the Gateway API's resources. Keeps what takes long to read from one look to the next;
 * belongs to one thread at a time.
 */
public final class Resolver {
  /** Whose GatewayClasses these are, in the words of the Gateway API. */
  public static final String CONTROLLER = "weft.dev/gateway";

  private static final List<Kind> ROUTES =
      List.of(Kind.HTTP_ROUTE, Kind.GRPC_ROUTE, Kind.TCP_ROUTE, Kind.TLS_ROUTE);

  private final Certificates certificates = new Certificates();

  /** Whether a document of this kind can change what others come to. */
  public static boolean dependsOn(Kind kind) {
    return switch (kind) {
      case ROUTEE, SERVICE_POLICY -> false;
      default -> true;
    };
  }

  /** What the documents of one moment come to. */
  public Resolution resolve(Documents documents) {
    var grants = new Grants(documents);
    certificates.begin();
    var gateways = new Gateways(documents, grants, certificates);
    var references = new References(documents, grants);
    List<ReadRoute> read =
        ROUTES.stream()
            .map(documents::all)
            .flatMap(List::stream)
            .sorted(Resource.OLDEST_FIRST)
            .map(route -> ReadRoute.of(route, references))
            .toList();
    var attachments = new Attachments(documents, gateways, read);
    List<Resolution.OfRoute> routes = read.stream().map(attachments::attach).toList();
    var owners = gateways.owners().stream().map(OwnerState::finding).toList();
    var routing = new Routing(attachments.mesh(), gateways.specs());
    var backendTls = new BackendTls(documents, grants);
    return new Resolution(
        routing,
        routes,
        owners,
        backendTls.settings(),
        backendTls.findings(Reached.by(routing.gateways())));
  }
}
