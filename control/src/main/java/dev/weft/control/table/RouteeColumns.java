package dev.weft.control.table;

import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteePort;
import dev.weft.model.resource.Resource;
import java.util.List;
import java.util.stream.Collectors;

/** A routee: where it is, how it is, and on demand why. */
record RouteeColumns() implements KindColumns {
  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("SERVICE", "The service that it belongs to."),
        Column.text("ADDRESS", "Address and ports, the main one first."),
        Column.text("PROTOCOL", "What is spoken on the main port."),
        Column.text("ZONE", "Where it runs."),
        Column.number("WEIGHT", "Its share of calls; 100 is usual."),
        Column.text("VERDICT", "What the probes say: passing, degraded, failing, unknown."),
        Column.AGE,
        Column.wide("EVIDENCE", "Why the verdict is what it is."));
  }

  @Override
  public List<Object> cells(Resource resource, TableView view) {
    Routee routee = Routee.fromResource(resource);
    return List.of(
        resource.metadata().name(),
        routee.service().name(),
        address(routee),
        routee.mainPort().protocol().toString(),
        routee.zone().isEmpty() ? NONE : routee.zone(),
        routee.weight(),
        verdict(routee),
        view.age(resource),
        String.join("; ", routee.verdict().evidence()));
  }

  /** As kubectl shows a cordoned node: what it is, and that it may not. */
  private static String verdict(Routee routee) {
    String state = routee.verdict().state().toString();
    return switch (routee.duty()) {
      case IN_SERVICE -> state;
      case CORDONED, DRAINING -> state + ",OUT_OF_SERVICE";
      case DAMPED -> state + ",DAMPED";
    };
  }

  private static String address(Routee routee) {
    if (routee.ports().size() == 1) {
      return routee.hostAndPort();
    }
    return routee.hostAndPort()
        + routee.ports().stream()
            .skip(1)
            .map(RouteePort::port)
            .map(port -> "," + port)
            .collect(Collectors.joining());
  }
}
