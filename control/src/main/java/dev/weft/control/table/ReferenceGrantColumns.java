package dev.weft.control.table;

import dev.weft.model.resource.Resource;
import java.util.List;

/** A reference grant: which kinds of which namespaces may refer to what. */
record ReferenceGrantColumns() implements KindColumns {
  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("FROM", "The namespaces that may refer."),
        Column.text("TO", "The kinds that may be referred to."),
        Column.AGE);
  }

  @Override
  public List<Object> cells(Resource resource, TableView view) {
    return List.of(
        resource.metadata().name(),
        Shown.each(resource, "from", "namespace"),
        Shown.each(resource, "to", "kind"),
        view.age(resource));
  }
}
