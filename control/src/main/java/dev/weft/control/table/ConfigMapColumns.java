package dev.weft.control.table;

import dev.weft.model.resource.Resource;
import java.util.List;
import java.util.Map;

/** A config map: how many entries it holds. */
record ConfigMapColumns() implements KindColumns {
  @Override
  public List<Column> columns() {
    return List.of(Column.NAME, Column.number("DATA", "How many entries it holds."), Column.AGE);
  }

  @Override
  public List<Object> cells(Resource resource, TableView view) {
    return List.of(
        resource.metadata().name(),
        entries(resource, "data") + entries(resource, "binaryData"),
        view.age(resource));
  }

  private static int entries(Resource resource, String field) {
    return resource.body().get(field) instanceof Map<?, ?> map ? map.size() : 0;
  }
}
