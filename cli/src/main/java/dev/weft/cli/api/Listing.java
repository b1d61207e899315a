package dev.weft.cli.api;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.model.resource.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every resource of a kind, page by page. */
public final class Listing {
  private static final int PAGE = 2_000;

  private Listing() {}

  /**
   * Whole documents, with what lists leave out as it is the same for all.
   *
   * @param namespace null for all namespaces
   * @throws CommandFailure if the registry refuses or does not answer
   */
  public static List<Map<String, Object>> of(
      ApiClient registry, Kind kind, @Nullable String namespace) {
    var all = new ArrayList<Map<String, Object>>();
    String more = "";
    do {
      String path = ApiClient.path(kind, namespace, null) + "?limit=" + PAGE;
      ApiClient.Answer page =
          registry.get(more.isEmpty() ? path : path + "&continue=" + ApiClient.encode(more));
      if (page.status() == 404) {
        throw new CommandFailure(
            ExitCode.FAILED, "this registry knows no " + kind.plural() + ": it is an older Weft");
      }
      Tree list = Tree.of(page.orFail().body());
      list.trees("items").forEach(item -> all.add(document(kind, item)));
      more = list.tree("metadata").text("continue");
    } while (!more.isEmpty());
    return all;
  }

  private static Map<String, Object> document(Kind kind, Tree item) {
    var document = new LinkedHashMap<String, Object>();
    document.put("apiVersion", kind.apiVersion());
    document.put("kind", kind.kindName());
    item.fields().forEach((key, value) -> document.put(String.valueOf(key), value));
    return document;
  }
}
