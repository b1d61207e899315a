package dev.weft.control.table;

import dev.weft.model.resource.Resource;
import java.util.List;

/** A listener set: whether its gateway takes it and brokers listen for it. */
record ListenerSetColumns() implements KindColumns {
  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("ACCEPTED", "Whether its gateway takes it."),
        Column.text("PROGRAMMED", "Whether brokers listen for it."),
        Column.AGE);
  }

  @Override
  public List<Object> cells(Resource resource, TableView view) {
    return List.of(
        resource.metadata().name(),
        Shown.condition(resource.status().get("conditions"), "Accepted"),
        Shown.condition(resource.status().get("conditions"), "Programmed"),
        view.age(resource));
  }
}
