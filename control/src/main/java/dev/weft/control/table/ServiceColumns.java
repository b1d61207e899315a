package dev.weft.control.table;

import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Service;
import dev.weft.model.mesh.ServicePort;
import dev.weft.model.resource.Resource;
import java.util.List;
import java.util.stream.Collectors;

/** A service: how many of its routees take calls, and its ports. */
record ServiceColumns() implements KindColumns {
  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("ROUTEES", "How many of its routees take calls."),
        Column.text("PORTS", "The ports that callers use."),
        Column.AGE);
  }

  @Override
  public List<Object> cells(Resource resource, TableView view) {
    Service service = Service.fromResource(resource);
    return List.of(
        resource.metadata().name(),
        view.routeesOf(service.name()).toString(),
        ports(service),
        view.age(resource));
  }

  private static String ports(Service service) {
    return service.ports().isEmpty()
        ? NONE
        : service.ports().stream().map(ServiceColumns::port).collect(Collectors.joining(","));
  }

  private static String port(ServicePort port) {
    return port.protocol() == Protocol.AUTO
        ? Integer.toString(port.port())
        : port.port() + "/" + port.protocol();
  }
}
