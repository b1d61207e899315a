package dev.weft.control.table;

import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Renders resources of one kind as a meta.k8s.io/v1 Table. */
public final class Tables {
  /** What a row carries beside its cells, as {@code ?includeObject=} asks. */
  public enum RowObject {
    NONE,
    METADATA,
    OBJECT
  }

  private Tables() {}

  /**
   * A table document.
   *
   * @param revision of the list, written as its resourceVersion
   * @param header whether the columns are described; a watch does so in its first event only
   * @param now the wall clock, for ages
   * @param routees all routees that a service among the rows could have; asked for at most once
   */
  public static Map<String, Object> of(
      Kind kind,
      List<Resource> resources,
      long revision,
      boolean header,
      RowObject rowObject,
      Instant now,
      Supplier<List<Resource>> routees) {
    KindColumns columns = KindColumns.of(kind);
    var view = new TableView(now, routees);
    var rows = new ArrayList<Object>();
    for (Resource resource : resources) {
      var row = new LinkedHashMap<String, Object>();
      row.put("cells", cells(columns, resource, view));
      switch (rowObject) {
        case NONE -> {}
        case METADATA -> row.put("object", metadataOnly(resource));
        case OBJECT -> row.put("object", resource.toTree());
      }
      rows.add(row);
    }
    return of(columns.columns(), rows, revision, header);
  }

  static Map<String, Object> of(
      List<Column> columns, List<Object> rows, long revision, boolean header) {
    var table = new LinkedHashMap<String, Object>();
    table.put("kind", "Table");
    table.put("apiVersion", "meta.k8s.io/v1");
    table.put("metadata", Map.of("resourceVersion", Long.toString(revision)));
    table.put(
        "columnDefinitions", header ? columns.stream().map(Column::toTree).toList() : List.of());
    table.put("rows", rows);
    return table;
  }

  private static List<Object> cells(KindColumns columns, Resource resource, TableView view) {
    try {
      return columns.cells(resource, view);
    } catch (InvalidResourceException e) {
      // One unreadable resource must not hide the others; `get -o yaml` shows what is stored.
      var cells = new ArrayList<Object>(Collections.nCopies(columns.columns().size(), "<invalid>"));
      cells.set(0, resource.metadata().name());
      return cells;
    }
  }

  /** A document with its metadata alone. */
  public static Map<String, Object> metadataOnly(Resource resource) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("kind", "PartialObjectMetadata");
    tree.put("apiVersion", "meta.k8s.io/v1");
    tree.put("metadata", resource.toTree().getOrDefault("metadata", Map.of()));
    return tree;
  }
}
