package dev.weft.control.table;

import dev.weft.model.resource.Resource;
import java.util.List;

/** A route of any protocol: its hosts, what it hangs on and whether that takes it. */
record RouteColumns() implements KindColumns {
  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("HOSTNAMES", "The hosts that it is for; none means all."),
        Column.text("PARENTS", "The gateways and services that it hangs on."),
        Column.text("ACCEPTED", "Whether its parents take it."),
        Column.AGE);
  }

  @Override
  public List<Object> cells(Resource resource, TableView view) {
    return List.of(
        resource.metadata().name(),
        Shown.joined(resource.spec().get("hostnames")),
        Shown.each(resource, "parentRefs", "name"),
        Shown.acceptedByParents(resource.status().get("parents")),
        view.age(resource));
  }
}
