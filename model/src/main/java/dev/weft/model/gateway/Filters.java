package dev.weft.model.gateway;

import dev.weft.model.resource.Resource;
import dev.weft.model.route.Backend;
import dev.weft.model.route.CallMatch;
import dev.weft.model.route.PathMatch;
import dev.weft.model.route.RouteFilter;
import dev.weft.model.route.RouteFilter.Cors;
import dev.weft.model.route.RouteFilter.EditAnswer;
import dev.weft.model.route.RouteFilter.EditRequest;
import dev.weft.model.route.RouteFilter.Field;
import dev.weft.model.route.RouteFilter.HeaderEdit;
import dev.weft.model.route.RouteFilter.Mirror;
import dev.weft.model.route.RouteFilter.PathEdit;
import dev.weft.model.route.RouteFilter.Redirect;
import dev.weft.model.route.RouteFilter.ReplaceAll;
import dev.weft.model.route.RouteFilter.ReplacePrefix;
import dev.weft.model.route.RouteFilter.Rewrite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the filters of a rule or of one of its backends. */
record Filters(References references, Resource route, List<CallMatch> matches, String where) {
  private static final int FOUND = 302;

  /**
   * Filters in their order.
   *
   * @param wrong of each that does not resolve
   * @param unknown why calls cannot be sent through them, as a filter that is not known must not be
   *     skipped; null if they can
   */
  record Read(List<RouteFilter> filters, List<Condition> wrong, @Nullable String unknown) {}

  Read of(List<Tree> trees) {
    var filters = new ArrayList<RouteFilter>();
    var wrong = new ArrayList<Condition>();
    @Nullable String unknown = null;
    for (Tree tree : trees) {
      switch (tree.text("type")) {
        case "RequestHeaderModifier" ->
            filters.add(new EditRequest(edit(tree.tree("requestHeaderModifier"))));
        case "ResponseHeaderModifier" ->
            filters.add(new EditAnswer(edit(tree.tree("responseHeaderModifier"))));
        case "RequestMirror" -> mirror(tree.tree("requestMirror"), filters, wrong);
        case "RequestRedirect" -> filters.add(redirect(tree.tree("requestRedirect")));
        case "URLRewrite" -> {
          Tree rewrite = tree.tree("urlRewrite");
          filters.add(new Rewrite(Hosts.lower(rewrite.text("hostname")), path(rewrite)));
        }
        case "CORS" -> filters.add(cors(tree.tree("cors")));
        default -> {
          Tree ref = tree.tree("extensionRef");
          unknown = where + ": Weft knows no filter " + ref.text("kind") + " " + ref.text("name");
          wrong.add(Condition.unresolved("InvalidKind", unknown));
        }
      }
    }
    return new Read(filters, wrong, unknown);
  }

  private static HeaderEdit edit(Tree tree) {
    return new HeaderEdit(
        fields(tree.trees("set")), fields(tree.trees("add")), tree.texts("remove"));
  }

  private static List<Field> fields(List<Tree> trees) {
    return trees.stream().map(one -> new Field(one.text("name"), one.text("value"))).toList();
  }

  /** One that leads nowhere is left out: the call itself goes on. */
  private void mirror(Tree tree, List<RouteFilter> filters, List<Condition> wrong) {
    References.Found found = references.follow(route, tree.tree("backendRef"), where);
    found.wrong().ifPresent(wrong::add);
    if (!(found.target() instanceof Backend.ToService)) {
      return;
    }
    Tree fraction = tree.tree("fraction");
    if (tree.has("fraction")) {
      int of = fraction.has("denominator") ? (int) fraction.number("denominator") : 100;
      filters.add(new Mirror(found.target(), (int) fraction.number("numerator"), of));
    } else {
      int percent = tree.has("percent") ? (int) tree.number("percent") : 100;
      filters.add(new Mirror(found.target(), percent, 100));
    }
  }

  private Redirect redirect(Tree tree) {
    return new Redirect(
        tree.text("scheme"),
        Hosts.lower(tree.text("hostname")),
        path(tree),
        (int) tree.number("port"),
        tree.has("statusCode") ? (int) tree.number("statusCode") : FOUND);
  }

  private @Nullable PathEdit path(Tree owner) {
    Tree path = owner.tree("path");
    if (path.text("type").equals("ReplaceFullPath")) {
      return new ReplaceAll(path.text("replaceFullPath"));
    }
    Optional<String> prefix =
        matches.stream()
            .map(CallMatch::path)
            .filter(PathMatch.Prefix.class::isInstance)
            .map(match -> ((PathMatch.Prefix) match).path())
            .findFirst();
    return path.has("replacePrefixMatch") && prefix.isPresent()
        ? new ReplacePrefix(prefix.get(), withoutSlash(path.text("replacePrefixMatch")))
        : null;
  }

  private static String withoutSlash(String with) {
    return with.endsWith("/") ? with.substring(0, with.length() - 1) : with;
  }

  private static Cors cors(Tree tree) {
    return new Cors(
        tree.texts("allowOrigins"),
        Boolean.TRUE.equals(tree.map().get("allowCredentials")),
        tree.texts("allowMethods"),
        tree.texts("allowHeaders"),
        tree.texts("exposeHeaders"),
        tree.has("maxAge") ? (int) tree.number("maxAge") : 5);
  }
}
