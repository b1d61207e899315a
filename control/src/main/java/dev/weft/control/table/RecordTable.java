package dev.weft.control.table;

import dev.weft.control.table.Tables.RowObject;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Renders events and alerts as a meta.k8s.io/v1 Table. */
public final class RecordTable {
  private static final String AT = "at";
  private static final String STARTS_AT = "startsAt";

  /** A column and the field that fills it. */
  private record Filled(Column column, String field) {}

  private static final List<Filled> EVENTS =
      List.of(
          new Filled(Column.text("AGE", "Time since it happened."), AT),
          new Filled(Column.text("SEVERITY", "info, warning or critical."), "severity"),
          new Filled(Column.text("SERVICE", "Whose."), "service"),
          new Filled(Column.text("ROUTEE", "Whose."), "routee"),
          new Filled(Column.text("REASON", "What happened, in one word."), "reason"),
          new Filled(Column.wide("SOURCE", "Who saw or did it."), "source"),
          new Filled(Column.text("MESSAGE", "The cause and what is done."), "message"));

  private static final List<Filled> ALERTS =
      List.of(
          new Filled(Column.text("AGE", "Time since it began."), STARTS_AT),
          new Filled(Column.text("SEVERITY", "warning or critical."), "severity"),
          new Filled(Column.text("ALERT", "The rule."), "alert"),
          new Filled(Column.text("SUBJECT", "Whose."), "subject"),
          new Filled(Column.text("MESSAGE", "The cause."), "message"),
          new Filled(Column.wide("ACTION", "What the mesh does about it."), "action"));

  private RecordTable() {}

  /**
   * A table document.
   *
   * @param alerts whether these are alerts, else events
   * @param header whether the columns are described; a watch does so in its first event only
   * @param now the wall clock, for ages
   */
  public static Map<String, Object> of(
      boolean alerts,
      List<Map<String, Object>> items,
      long revision,
      boolean header,
      RowObject rowObject,
      Instant now) {
    List<Filled> columns = alerts ? ALERTS : EVENTS;
    var rows = new ArrayList<Object>();
    for (Map<String, Object> item : items) {
      var cells = new ArrayList<Object>();
      columns.forEach(column -> cells.add(cell(column.field, item, now)));
      var row = new LinkedHashMap<String, Object>();
      row.put("cells", cells);
      switch (rowObject) {
        case NONE -> {}
        case METADATA -> row.put("object", metadataOnly(item));
        case OBJECT -> row.put("object", item);
      }
      rows.add(row);
    }
    return Tables.of(columns.stream().map(Filled::column).toList(), rows, revision, header);
  }

  private static String cell(String field, Map<String, Object> item, Instant now) {
    String text = item.get(field) instanceof String value ? value : "";
    if (!field.equals(AT) && !field.equals(STARTS_AT)) {
      return text;
    }
    try {
      return Age.show(Duration.between(Instant.parse(text), now));
    } catch (DateTimeParseException e) {
      return "<unknown>";
    }
  }

  /** A document with its metadata alone. */
  public static Map<String, Object> metadataOnly(Map<String, Object> item) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("kind", "PartialObjectMetadata");
    tree.put("apiVersion", "meta.k8s.io/v1");
    tree.put("metadata", item.getOrDefault("metadata", Map.of()));
    return tree;
  }
}
