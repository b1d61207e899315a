package dev.weft.control;

import dev.weft.control.table.Tables.RowObject;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.registry.Catalog;
import java.util.List;

/** How a caller wants a table. */
final class TableRequest {
  private TableRequest() {}

  static RowObject rowObject(Call call) {
    String asked = call.query("includeObject").orElse("Metadata");
    return switch (asked) {
      case "None" -> RowObject.NONE;
      case "Metadata", "" -> RowObject.METADATA;
      case "Object" -> RowObject.OBJECT;
      default -> throw Refusal.badField("includeObject", asked, "None, Metadata or Object");
    };
  }

  static List<Resource> routeesFor(Catalog catalog, Target target) {
    return catalog.list(Kind.ROUTEE, target.namespace()).items();
  }
}
