package dev.weft.control.table;

import dev.weft.model.resource.Resource;
import java.util.List;

/** A namespace: its name and age. */
record NamespaceColumns() implements KindColumns {
  @Override
  public List<Column> columns() {
    return List.of(Column.NAME, Column.AGE);
  }

  @Override
  public List<Object> cells(Resource resource, TableView view) {
    return List.of(resource.metadata().name(), view.age(resource));
  }
}
