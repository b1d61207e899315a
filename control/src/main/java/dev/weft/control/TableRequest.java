package dev.weft.control;

import dev.weft.control.table.Tables.RowObject;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.registry.Catalog;
import java.util.List;

/** Whether and how a caller wants a table. */
final class TableRequest {
  private TableRequest() {}

  /** Whether the first JSON type that the caller accepts is a Table that we can render. */
  static boolean wanted(Call call) {
    for (String type : call.accept().split(",", -1)) {
      String plain = type.replace(" ", "");
      if (plain.startsWith(Call.JSON) || plain.startsWith("*/*")) {
        if (!plain.contains("as=")) {
          return false;
        }
        if (plain.contains("as=Table")
            && plain.contains("g=meta.k8s.io")
            && plain.contains("v=v1")
            && !plain.contains("v=v1beta1")) {
          return true;
        }
      }
    }
    return false;
  }

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
