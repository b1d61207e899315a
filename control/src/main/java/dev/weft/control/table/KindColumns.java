package dev.weft.control.table;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import java.util.List;

/** The columns of one kind and what stands in them. */
interface KindColumns {
  /** What a cell shows where there is nothing to show, as kubectl does. */
  String NONE = "<none>";

  /** In the order in which they are shown; the first is the name. */
  List<Column> columns();

  /**
   * As many values as there are columns.
   *
   * @throws dev.weft.model.resource.InvalidResourceException if the resource cannot be read
   */
  List<Object> cells(Resource resource, TableView view);

  static KindColumns of(Kind kind) {
    return switch (kind) {
      case NAMESPACE -> new NamespaceColumns();
      case SERVICE -> new ServiceColumns();
      case CONFIG_MAP -> new ConfigMapColumns();
      case ROUTEE -> new RouteeColumns();
      case SERVICE_POLICY -> new ServicePolicyColumns();
      case SECRET -> new SecretColumns();
      case GATEWAY_CLASS -> new GatewayClassColumns();
      case GATEWAY -> new GatewayColumns();
      case LISTENER_SET -> new ListenerSetColumns();
      case HTTP_ROUTE, GRPC_ROUTE, TCP_ROUTE, TLS_ROUTE -> new RouteColumns();
      case BACKEND_TLS_POLICY -> new BackendTlsPolicyColumns();
      case REFERENCE_GRANT -> new ReferenceGrantColumns();
    };
  }
}
