package dev.weft.control.table;

import dev.weft.model.resource.Resource;
import java.util.List;

/** A gateway: its class, its addresses and whether brokers listen for it. */
record GatewayColumns() implements KindColumns {
  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("CLASS", "Its gateway class."),
        Column.text("ADDRESS", "Where it listens."),
        Column.text("PROGRAMMED", "Whether brokers listen for it."),
        Column.wide("LISTENERS", "Its listeners."),
        Column.AGE);
  }

  @Override
  public List<Object> cells(Resource resource, TableView view) {
    return List.of(
        resource.metadata().name(),
        Shown.spec(resource, "gatewayClassName"),
        Shown.each(resource.status().get("addresses"), "value"),
        Shown.condition(resource.status().get("conditions"), "Programmed"),
        Shown.each(resource, "listeners", "name"),
        view.age(resource));
  }
}
