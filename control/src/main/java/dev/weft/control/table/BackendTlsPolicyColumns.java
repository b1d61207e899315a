package dev.weft.control.table;

import dev.weft.model.resource.Resource;
import java.util.List;

/** How brokers speak TLS to a service. */
record BackendTlsPolicyColumns() implements KindColumns {
  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("TARGETS", "The services that it is for."),
        Column.text("ACCEPTED", "Whether it holds for all of them."),
        Column.AGE);
  }

  @Override
  public List<Object> cells(Resource resource, TableView view) {
    return List.of(
        resource.metadata().name(),
        Shown.each(resource, "targetRefs", "name"),
        Shown.acceptedByParents(resource.status().get("ancestors")),
        view.age(resource));
  }
}
