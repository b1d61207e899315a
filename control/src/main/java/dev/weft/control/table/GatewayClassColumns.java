package dev.weft.control.table;

import dev.weft.model.resource.Resource;
import java.util.List;

/** A gateway class: who serves its gateways. */
record GatewayClassColumns() implements KindColumns {
  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("CONTROLLER", "Who serves its gateways."),
        Column.text("ACCEPTED", "Whether that controller takes it."),
        Column.AGE);
  }

  @Override
  public List<Object> cells(Resource resource, TableView view) {
    return List.of(
        resource.metadata().name(),
        Shown.spec(resource, "controllerName"),
        Shown.condition(resource.status().get("conditions"), "Accepted"),
        view.age(resource));
  }
}
