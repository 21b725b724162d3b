package org.lambdanas.search.cli.option;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.graph.interchange.FieldException;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.interchange.Numbers;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.proto.v1.Setting;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options of the fields of a configuration message and of the messages in it, as the {@code
 * .proto} declares them: names, help, ranges. An option left out changes nothing. A mixin of
 * commands.
 */
public final class ConfigOptions {

  /** An option with the fields that lead to what it sets. */
  private record Entry(List<FieldDescriptor> path, FieldSetting setting, OptionSpec option) {

    String field() {
      return path.stream().map(FieldDescriptor::getName).collect(Collectors.joining("."));
    }

    /** The value in a configuration, as it would be typed. */
    String typed(Message config) {
      Message at = config;
      for (FieldDescriptor field : path.subList(0, path.size() - 1)) {
        at = (Message) at.getField(field);
      }
      Object value = at.getField(setting.field());
      return value instanceof EnumValueDescriptor constant
          ? EnumNames.of(constant)
          : value instanceof Double number ? Numbers.text(number) : value.toString();
    }
  }

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  @Mixin private final CommandSpec spec = CommandSpec.create();

  private ConfigOptions(Builder builder) {
    add(builder, builder.type, List.of());
  }

  /** Options for a type of messages: all that it declares, unless told otherwise. */
  public static Builder of(Descriptor type) {
    return new Builder(type);
  }

  /** Says which of a type's options a command has. */
  public static final class Builder {
    private final Descriptor type;
    private Predicate<String> offered = option -> true;
    private final Map<String, String> defaults = new HashMap<>();
    private final Map<String, String> helps = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();

    private Builder(Descriptor type) {
      this.type = type;
    }

    public Builder only(String... options) {
      offered = Set.of(options)::contains;
      return this;
    }

    public Builder without(String... options) {
      Set<String> left = Set.of(options);
      offered = option -> !left.contains(option);
      return this;
    }

    /** Gives an option this value where it is left out. */
    public Builder byDefault(String option, String value) {
      defaults.put(option, value);
      return this;
    }

    /**
     * Calls an option by another name, where a command has one of its own with the declared name.
     */
    public Builder named(String option, String name) {
      names.put(option, name);
      return this;
    }

    /** Describes an option in other words than the declared ones, default included. */
    public Builder help(String option, String text) {
      helps.put(option, text);
      return this;
    }

    public ConfigOptions build() {
      return new ConfigOptions(this);
    }
  }

  private void add(Builder builder, Descriptor type, List<FieldDescriptor> parents) {
    for (FieldDescriptor field : type.getFields()) {
      List<FieldDescriptor> path = new ArrayList<>(parents);
      path.add(field);
      FieldSetting.of(field)
          .filter(setting -> setting.setting().hasOption())
          .filter(setting -> builder.offered.test(setting.setting().getOption()))
          .ifPresentOrElse(
              setting -> add(builder, setting, path),
              () -> {
                // A message with a setting of its own has options elsewhere.
                if (field.getJavaType() == JavaType.MESSAGE
                    && !field.isRepeated()
                    && FieldSetting.of(field).isEmpty()) {
                  add(builder, field.getMessageType(), path);
                }
              });
    }
  }

  private void add(Builder builder, FieldSetting setting, List<FieldDescriptor> path) {
    Setting declared = setting.setting();
    String name = builder.names.getOrDefault(declared.getOption(), declared.getOption());
    String given = builder.defaults.get(name);
    OptionSpec.Builder option =
        OptionSpec.builder(name)
            .type(type(setting))
            .description(
                builder.helps.containsKey(name) ? builder.helps.get(name) : help(setting, given));
    if (declared.hasLabel()) {
      option.paramLabel(declared.getLabel());
    }
    if (declared.hasBare()) {
      option.arity("0..1").fallbackValue(declared.getBare());
    }
    if (setting.field().isRepeated()) {
      option.type(List.class).auxiliaryTypes(type(setting)).splitRegex(",");
    }
    if (setting.field().getJavaType() == JavaType.BOOLEAN) {
      // Where it may be on without being asked for, it can be asked to be off.
      option.negatable(declared.hasDefaultHelp());
    }
    if (given != null) {
      option.defaultValue(given);
    }
    OptionSpec built = option.build();
    spec.addOption(built);
    entries.put(name, new Entry(path, setting, built));
  }

  private static Class<?> type(FieldSetting setting) {
    return switch (setting.field().getJavaType()) {
      case INT -> Integer.class;
      case LONG -> Long.class;
      case FLOAT, DOUBLE -> Double.class;
      case BOOLEAN -> Boolean.class;
      default ->
          setting.setting().hasFlag()
              ? Boolean.class
              : setting.setting().getPath() ? Path.class : String.class;
    };
  }

  /** Help with default and range: {@code "Images a step (default: 64; at least 1)."}. */
  private static String help(FieldSetting setting, @Nullable String given) {
    Setting declared = setting.setting();
    List<String> notes = new ArrayList<>();
    if (given != null) {
      notes.add("default: " + given);
    } else if (declared.hasDefaultHelp()) {
      notes.add("default: " + declared.getDefaultHelp());
    } else if (declared.getByPreset()) {
      notes.add("default: the preset's, such as " + declared.getDefault());
    } else if (setting.field().getJavaType() != JavaType.BOOLEAN
        && !declared.getDefault().isEmpty()) {
      notes.add("default: " + declared.getDefault());
    }
    setting.range().ifPresent(notes::add);
    String help = declared.getHelp();
    return notes.isEmpty()
        ? help
        : help.substring(0, help.length() - 1) + " (" + String.join("; ", notes) + ").";
  }

  /** The names of the options. */
  public List<String> names() {
    return List.copyOf(entries.keySet());
  }

  /** Whether an option was given, or has a value by default. */
  public boolean isGiven(String option) {
    return given(option).isPresent();
  }

  /** What was given, as the command line reads it. */
  public Optional<Object> given(String option) {
    return Optional.ofNullable(entries.get(option)).map(entry -> entry.option.getValue());
  }

  public static String absolute(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }

  /**
   * Sets what was given.
   *
   * @throws ConfigException if a value is out of its range
   */
  public <B extends Message.Builder> B merge(B config) {
    for (Entry entry : entries.values()) {
      Object value = entry.option.getValue();
      if (value != null) {
        set(config, entry, value);
      }
    }
    return config;
  }

  private static void set(Message.Builder config, Entry entry, Object given) {
    Message.Builder at = config;
    FieldDescriptor last = entry.path.get(entry.path.size() - 1);
    for (FieldDescriptor field : entry.path.subList(0, entry.path.size() - 1)) {
      at = at.getFieldBuilder(field);
    }
    at.setField(
        last,
        given instanceof List<?> list
            ? list.stream().map(element -> value(entry, element)).toList()
            : value(entry, given));
  }

  private static Object value(Entry entry, Object given) {
    FieldSetting setting = entry.setting;
    String option = setting.setting().getOption();
    try {
      Object value =
          given instanceof Path path
              ? absolute(path)
              : setting.setting().hasFlag()
                  ? setting.read(setting.setting().getFlag())
                  : given instanceof String text ? setting.read(text) : given;
      setting
          .problem(value)
          .ifPresent(
              problem -> {
                throw new ConfigException(problem);
              });
      return value;
    } catch (ConfigException e) {
      throw new ConfigException(option + " " + e.getMessage(), e);
    }
  }

  /**
   * Checks a configuration made with these options; an error names the option that sets the field.
   *
   * @throws ConfigException if something is wrong with it, or an option was given that has no
   *     effect beside the others
   */
  public void check(Message config) {
    check(config, Map.of());
  }

  /**
   * The same for several configurations at once.
   *
   * @param several options that have other values than this one, by the option they stand in for
   */
  public void check(Message config, Map<String, Several> several) {
    try {
      Validation.check(config);
    } catch (FieldException e) {
      throw new ConfigException(
          entries.entrySet().stream()
              .filter(entry -> entry.getValue().field().equals(e.field()))
              .findFirst()
              .map(entry -> entry.getKey() + " " + e.problem())
              .orElse(String.valueOf(e.getMessage())),
          e);
    } catch (DataException e) {
      throw new ConfigException(String.valueOf(e.getMessage()), e);
    }
    for (Entry entry : entries.values()) {
      if (entry.option.getValue() != null) {
        requireEffect(entry, config, several);
      }
    }
  }

  /**
   * An option with a value for each configuration.
   *
   * @param option its name
   * @param values as typed
   */
  public record Several(String option, List<String> values) {}

  /** Refuses an option that changes nothing because of another one's value. */
  private void requireEffect(Entry entry, Message config, Map<String, Several> several) {
    Setting declared = entry.setting.setting();
    for (String condition : declared.getOnlyWithList()) {
      boolean not = condition.contains("!=");
      String[] sides = condition.split("!?=");
      Entry other = entries.get(sides[0]);
      if (other == null) {
        continue;
      }
      Several there =
          several.getOrDefault(sides[0], new Several(sides[0], List.of(other.typed(config))));
      List<String> named = List.of(sides[1].split("\\|"));
      if (there.values.stream().allMatch(value -> named.contains(value) == not)) {
        throw new ConfigException(
            "%s has no effect with %s %s: leave it out%s"
                .formatted(
                    declared.getOption(),
                    there.option,
                    String.join(",", there.values),
                    not ? "" : ", or use " + String.join(" or ", named)));
      }
    }
  }
}
