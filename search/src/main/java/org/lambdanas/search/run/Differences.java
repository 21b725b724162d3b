package org.lambdanas.search.run;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.lambdanas.proto.v1.Difference;
import org.lambdanas.proto.v1.Reproduction;
import org.lambdanas.proto.v1.RunProvenance;

/**
 * In what two messages of a type differ, field by field. Times do not count, as no two runs take as
 * long; nor do places within the folders of the two runs. Used by one thread.
 */
public final class Differences {

  /** So many are kept, the first. */
  private static final int MOST = 100;

  private static final int HEX_DIGITS = 16;

  /** What says where and when a run was, not what it came to. */
  private static final Set<String> CIRCUMSTANCES = Set.of("provenance", "run_dir");

  private final Path folderBefore;
  private final Path folderNow;
  private final List<Difference> found = new ArrayList<>();
  private long values;
  private long differing;
  private double largest;

  private Differences(Path folderBefore, Path folderNow) {
    this.folderBefore = folderBefore;
    this.folderNow = folderNow;
  }

  /**
   * What the results of two runs differ in.
   *
   * @param before of the first, done
   * @param now of the second, done, of the same kind
   */
  public static <C extends Message, R extends Message> Reproduction of(
      RunFolder<C, R> before, RunFolder<C, R> now) {
    return of(
            before.path(),
            before.result(),
            before.provenance(),
            now.path(),
            now.result(),
            now.provenance())
        .toBuilder()
        .setKind(before.kind().id())
        .build();
  }

  /**
   * What two messages differ in that came of the same, such as two predictors.
   *
   * @param pathBefore where the first is
   * @param pathNow where the second is
   * @param <R> their type
   */
  public static <R extends Message> Reproduction of(
      Path pathBefore,
      R before,
      RunProvenance whenceBefore,
      Path pathNow,
      R now,
      RunProvenance whenceNow) {
    Differences results = new Differences(pathBefore, pathNow);
    results.messages("", before, now);
    Differences circumstances = new Differences(pathBefore, pathNow);
    circumstances.messages(
        "",
        whenceBefore.toBuilder().clearArguments().clearStarted().build(),
        whenceNow.toBuilder().clearArguments().clearStarted().build());
    return Reproduction.newBuilder()
        .setOriginalDir(pathBefore.toString())
        .setRunDir(pathNow.toString())
        .setKind(whenceBefore.getKind())
        .setSame(results.differing == 0)
        .setValues(results.values)
        .setDiffering(results.differing)
        .setLargestRelative(results.largest)
        .addAllDifferences(results.found)
        .addAllCircumstances(circumstances.found)
        .build();
  }

  private void messages(String path, Message before, Message now) {
    for (FieldDescriptor field : before.getDescriptorForType().getFields()) {
      String name = field.getName();
      if (CIRCUMSTANCES.contains(name) || name.endsWith("seconds")) {
        continue;
      }
      String at = path.isEmpty() ? name : path + "." + name;
      if (field.isRepeated()) {
        lists(at, elements(before, field), elements(now, field), field);
      } else if (field.hasPresence() && before.hasField(field) != now.hasField(field)) {
        values++;
        differ(at, present(before, field), present(now, field));
      } else if (!field.hasPresence() || before.hasField(field)) {
        one(at, before.getField(field), now.getField(field), field);
      }
    }
  }

  private static List<?> elements(Message message, FieldDescriptor field) {
    List<?> all = (List<?>) message.getField(field);
    // Entries of a map are in no order.
    return field.isMapField()
        ? all.stream().sorted(Comparator.comparing(entry -> key((Message) entry))).toList()
        : all;
  }

  private static String key(Message entry) {
    return entry.getField(entry.getDescriptorForType().findFieldByNumber(1)).toString();
  }

  private void lists(String at, List<?> before, List<?> now, FieldDescriptor field) {
    if (before.size() != now.size()) {
      values++;
      differ(at, before.size() + " of them", now.size() + " of them");
      return;
    }
    for (int i = 0; i < before.size(); i++) {
      one("%s[%d]".formatted(at, i), before.get(i), now.get(i), field);
    }
  }

  private void one(String at, Object before, Object now, FieldDescriptor field) {
    if (field.getJavaType() == JavaType.MESSAGE) {
      messages(at, (Message) before, (Message) now);
      return;
    }
    values++;
    Object moved =
        before instanceof String text
            ? text.replace(folderBefore.toString(), folderNow.toString())
            : before;
    // Boxed numbers are equal where their bits are, or both are no numbers.
    if (!moved.equals(now)) {
      differ(at, text(before), text(now));
      if (before instanceof Number first && now instanceof Number second) {
        double larger = Math.max(Math.abs(first.doubleValue()), Math.abs(second.doubleValue()));
        double relative = Math.abs(first.doubleValue() - second.doubleValue()) / larger;
        largest = Math.max(largest, Double.isNaN(relative) ? Double.POSITIVE_INFINITY : relative);
      }
    }
  }

  private static String present(Message message, FieldDescriptor field) {
    return !message.hasField(field)
        ? ""
        : field.getJavaType() == JavaType.MESSAGE ? "there" : text(message.getField(field));
  }

  private static String text(Object value) {
    if (value instanceof ByteString bytes) {
      String hex = HexFormat.of().formatHex(bytes.toByteArray());
      return hex.length() <= HEX_DIGITS ? hex : hex.substring(0, HEX_DIGITS) + "...";
    }
    return value.toString();
  }

  private void differ(String at, String before, String now) {
    differing++;
    if (found.size() < MOST) {
      found.add(Difference.newBuilder().setField(at).setBefore(before).setNow(now).build());
    }
  }
}
