package dev.weft.control.table;

import dev.weft.model.resource.Resource;
import java.util.List;
import java.util.Map;

/** A secret: its type and how many entries it holds, never what is in them. */
record SecretColumns() implements KindColumns {
  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("TYPE", "What it is for."),
        Column.number("DATA", "How many entries it holds."),
        Column.AGE);
  }

  @Override
  public List<Object> cells(Resource resource, TableView view) {
    return List.of(
        resource.metadata().name(),
        resource.body().getOrDefault("type", NONE),
        resource.body().get("data") instanceof Map<?, ?> data ? data.size() : 0,
        view.age(resource));
  }
}
