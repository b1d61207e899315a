package dev.weft.broker.filter;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Known;
import dev.weft.broker.message.Names;
import dev.weft.broker.message.Text;
import dev.weft.model.route.RouteFilter.Field;
import dev.weft.model.route.RouteFilter.HeaderEdit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A change of fields, compiled. Fields that frame a message or concern one connection are no
 * route's to change, and are left alone; so is a value that could end a line.
 */
final class FieldEdit implements AnswerEdit {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Change(byte[] lower, String name, String value) {}

  private final List<Change> set;
  private final List<Change> add;
  private final List<byte[]> remove;
  private final @Nullable String host;

  FieldEdit(HeaderEdit edit) {
    set = edit.set().stream().filter(FieldEdit::fits).map(FieldEdit::change).toList();
    add = edit.add().stream().filter(FieldEdit::fits).map(FieldEdit::change).toList();
    remove = edit.remove().stream().filter(FieldEdit::free).map(FieldEdit::lower).toList();
    host =
        edit.set().stream()
            .filter(one -> one.name().equalsIgnoreCase("host") && isVisible(one.value()))
            .map(Field::value)
            .findFirst()
            .orElse(null);
  }

  private static boolean fits(Field field) {
    return free(field.name()) && isVisible(field.value());
  }

  private static boolean isVisible(String value) {
    return value.chars().allMatch(c -> (c >= ' ' && c != 0x7f) || c == '\t');
  }

  private static boolean free(String name) {
    byte[] bytes = lower(name);
    @Nullable Known known = Known.of(bytes, 0, bytes.length);
    return known == null
        || switch (known) {
          case HOST,
              CONTENT_LENGTH,
              TRANSFER_ENCODING,
              CONNECTION,
              KEEP_ALIVE,
              PROXY_CONNECTION,
              HTTP2_SETTINGS,
              TE,
              TRAILER,
              UPGRADE ->
              false;
          default -> true;
        };
  }

  private static byte[] lower(String name) {
    return Text.ascii(name.toLowerCase(Locale.ROOT));
  }

  private static Change change(Field field) {
    return new Change(lower(field.name()), field.name(), Text.latin(field.value()));
  }

  @Override
  public void edit(Head head) {
    for (Change one : set) {
      Names.drop(head, one.lower);
      head.add(one.name, one.value);
    }
    for (Change one : add) {
      head.add(one.name, one.value);
    }
    for (byte[] name : remove) {
      Names.drop(head, name);
    }
    if (host != null && head.status() == 0) {
      PathChange.host(head, host);
    }
  }
}
