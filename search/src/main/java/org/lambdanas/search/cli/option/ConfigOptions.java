package org.lambdanas.search.cli.option;

import com.google.protobuf.DescriptorProtos.MessageOptions;
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
import org.lambdanas.proto.v1.SettingsProto;
import org.lambdanas.search.cli.config.InConfiguration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options of the fields of configuration messages and of the messages in them, as the {@code
 * .proto} declares them: names, help, ranges. Types of messages that declare the same option share
 * it. An option left out changes nothing. A mixin of commands.
 */
public final class ConfigOptions {

  /** The fields of a configuration that lead to what an option sets. */
  private record Entry(List<FieldDescriptor> path, FieldSetting setting) {

    boolean isOf(Descriptor type) {
      return path.get(0).getContainingType().equals(type);
    }

    String field() {
      return path.stream().map(FieldDescriptor::getName).collect(Collectors.joining("."));
    }

    /** The value in a configuration, as it would be typed. */
    String typed(Message config) {
      return typed(holder(config).getField(setting.field()));
    }

    private Message holder(Message config) {
      Message at = config;
      for (FieldDescriptor field : path.subList(0, path.size() - 1)) {
        at = (Message) at.getField(field);
      }
      return at;
    }

    private static String typed(Object value) {
      if (value instanceof EnumValueDescriptor constant) {
        return constant.getNumber() == 0 ? "" : EnumNames.of(constant);
      }
      return value instanceof Double number ? Numbers.text(number) : value.toString();
    }

    /** The values in a configuration, as they would be typed; none where it leaves that open. */
    List<String> values(Message config) {
      Object value = holder(config).getField(setting.field());
      if (value instanceof List<?> list) {
        return list.stream().map(Entry::typed).toList();
      }
      String typed = typed(value);
      if (setting.setting().hasFlag()) {
        return List.of(String.valueOf(typed.equals(setting.setting().getFlag())));
      }
      boolean open =
          typed.isEmpty()
              || (setting.setting().hasDefaultHelp()
                  && typed.equals(setting.setting().getDefault()))
              || setting.problem(value).isPresent()
              || (setting.field().hasPresence() && !holder(config).hasField(setting.field()));
      return open ? List.of() : List.of(typed);
    }

    /** Whether the messages that lead to the field are there. */
    boolean isIn(Message config) {
      Message at = config;
      for (FieldDescriptor field : path.subList(0, path.size() - 1)) {
        if (!at.hasField(field)) {
          return false;
        }
        at = (Message) at.getField(field);
      }
      return true;
    }
  }

  /**
   * What an option carries for those who know it only as one of a command's.
   *
   * @param heading under which long help shows it
   * @param described whether the command says in its own words what the default is
   */
  private record Carried(
      ConfigOptions options, String name, Optional<String> heading, boolean described)
      implements InConfiguration, UnderHeading {

    @Override
    public Optional<List<String>> typed(Message config) {
      return options
          .entry(name, config.getDescriptorForType())
          .filter(entry -> entry.isIn(config))
          .filter(entry -> options.withoutEffect(entry, config, Map.of()).isEmpty())
          .map(entry -> entry.values(config));
    }

    @Override
    public List<String> byDefault() {
      if (described) {
        return List.of();
      }
      // Types that share an option may differ in what it is by default.
      List<String> declared =
          options.entries.getOrDefault(name, List.of()).stream()
              .map(entry -> entry.setting.setting())
              .map(
                  setting ->
                      setting.hasFlag()
                          ? "false"
                          : setting.getByPreset() || setting.hasDefaultHelp()
                              ? ""
                              : setting.getDefault())
              .distinct()
              .toList();
      return declared.size() == 1 && !declared.get(0).isEmpty() ? declared : List.of();
    }
  }

  private final Map<String, List<Entry>> entries = new LinkedHashMap<>();
  private final Map<String, OptionSpec> options = new LinkedHashMap<>();
  @Mixin private final CommandSpec spec = CommandSpec.create();

  private ConfigOptions(Builder builder) {
    builder.types.forEach(type -> add(builder, type, List.of()));
    entries.forEach(
        (name, all) -> {
          OptionSpec option = option(builder, name, all);
          options.put(name, option);
          spec.addOption(option);
        });
  }

  /** Options for types of messages: all that they declare, unless told otherwise. */
  public static Builder of(Descriptor... types) {
    return new Builder(List.of(types));
  }

  /** Says which of the types' options a command has. */
  public static final class Builder {
    private final List<Descriptor> types;
    private Predicate<String> offered = option -> true;
    private Set<Descriptor> unoffered = Set.of();
    private final Map<String, String> defaults = new HashMap<>();
    private final Map<String, String> helps = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();

    private Builder(List<Descriptor> types) {
      this.types = types;
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

    /** Leaves out all options of messages within, wherever they are. */
    public Builder withoutThoseOf(Descriptor... messages) {
      unoffered = Set.of(messages);
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
              setting ->
                  entries
                      .computeIfAbsent(
                          builder.names.getOrDefault(
                              setting.setting().getOption(), setting.setting().getOption()),
                          name -> new ArrayList<>())
                      .add(new Entry(path, setting)),
              () -> {
                // A message with a setting of its own has options elsewhere.
                if (field.getJavaType() == JavaType.MESSAGE
                    && !builder.unoffered.contains(field.getMessageType())
                    && !field.isRepeated()
                    && FieldSetting.of(field).isEmpty()) {
                  add(builder, field.getMessageType(), path);
                }
              });
    }
  }

  /** What types that share an option read differently is read as text first. */
  private OptionSpec option(Builder builder, String name, List<Entry> entries) {
    FieldSetting setting = entries.get(0).setting;
    Setting declared = setting.setting();
    boolean alike =
        entries.stream()
            .allMatch(
                entry ->
                    type(entry.setting).equals(type(setting))
                        && entry.setting.setting().getBare().equals(declared.getBare()));
    Class<?> type = alike ? type(setting) : String.class;
    String given = builder.defaults.get(name);
    OptionSpec.Builder option =
        OptionSpec.builder(name)
            .type(type)
            .description(
                builder.helps.containsKey(name) ? builder.helps.get(name) : help(setting, given));
    Optional<String> heading =
        entries.stream().allMatch(entry -> heading(entry.setting).isPresent())
            ? heading(setting)
            : Optional.empty();
    option.userObject(new Carried(this, name, heading, builder.helps.containsKey(name)));
    if (declared.hasLabel()) {
      option.paramLabel(declared.getLabel());
    }
    if (declared.hasBare()) {
      option.arity("0..1").fallbackValue(alike ? declared.getBare() : "");
    }
    if (setting.field().isRepeated()) {
      option.type(List.class).auxiliaryTypes(type).splitRegex(",");
    }
    if (setting.field().getJavaType() == JavaType.BOOLEAN) {
      // Where it may be on without being asked for, it can be asked to be off.
      option.negatable(declared.hasDefaultHelp());
    }
    if (given != null) {
      option.defaultValue(given);
    }
    return option.build();
  }

  /** Options of messages without a heading are common. */
  private static Optional<String> heading(FieldSetting setting) {
    MessageOptions message = setting.field().getContainingType().getOptions();
    return setting.setting().getCommon() || !message.hasExtension(SettingsProto.heading)
        ? Optional.empty()
        : Optional.of(message.getExtension(SettingsProto.heading));
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
    return Optional.ofNullable(options.get(option)).map(OptionSpec::getValue);
  }

  public static String absolute(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }

  /** Those of a message within, wherever it is. */
  public List<String> namesWithin(Descriptor message) {
    return names().stream()
        .filter(
            name ->
                entries.getOrDefault(name, List.of()).stream()
                    .anyMatch(entry -> entry.setting.field().getContainingType().equals(message)))
        .toList();
  }

  /** Those that set something of a type. */
  public List<String> names(Descriptor type) {
    return names().stream().filter(name -> entry(name, type).isPresent()).toList();
  }

  private Optional<Entry> entry(String option, Descriptor type) {
    return entries.getOrDefault(option, List.of()).stream()
        .filter(entry -> entry.isOf(type))
        .findFirst();
  }

  /**
   * Sets what was given of the configuration's type.
   *
   * @throws ConfigException if a value is out of its range
   */
  public <B extends Message.Builder> B merge(B config) {
    options.forEach(
        (name, option) -> {
          Object value = option.getValue();
          if (value != null) {
            entry(name, config.getDescriptorForType())
                .ifPresent(entry -> set(config, entry, value));
          }
        });
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
                  : given instanceof String text
                      ? setting.read(
                          text.isEmpty() && setting.setting().hasBare()
                              ? setting.setting().getBare()
                              : text)
                      : given;
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
          names(config.getDescriptorForType()).stream()
              .filter(
                  name ->
                      entry(name, config.getDescriptorForType())
                          .filter(entry -> entry.field().equals(e.field()))
                          .isPresent())
              .findFirst()
              .map(name -> name + " " + e.problem())
              .orElse(String.valueOf(e.getMessage())),
          e);
    } catch (DataException e) {
      throw new ConfigException(String.valueOf(e.getMessage()), e);
    }
    for (String name : names(config.getDescriptorForType())) {
      if (isGiven(name)) {
        entry(name, config.getDescriptorForType())
            .ifPresent(entry -> requireEffect(entry, config, several));
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
    withoutEffect(entry, config, several)
        .ifPresent(
            problem -> {
              throw new ConfigException(problem);
            });
  }

  /** Why an option changes nothing, if another one's value makes it so. */
  private Optional<String> withoutEffect(
      Entry entry, Message config, Map<String, Several> several) {
    Setting declared = entry.setting.setting();
    for (String condition : declared.getOnlyWithList()) {
      boolean not = condition.contains("!=");
      // The other side may be empty.
      String[] sides = condition.split("!?=", 2);
      Optional<Entry> other = entry(sides[0], config.getDescriptorForType());
      if (other.isEmpty()) {
        continue;
      }
      Several there =
          several.getOrDefault(sides[0], new Several(sides[0], List.of(other.get().typed(config))));
      List<String> named = List.of(sides[1].split("\\|"));
      if (there.values.stream().allMatch(value -> named.contains(value) == not)) {
        String value = String.join(",", there.values);
        return Optional.of(
            "%s has no effect %s: leave it out%s"
                .formatted(
                    declared.getOption(),
                    value.isEmpty()
                        ? "without " + there.option
                        : "with " + there.option + " " + value,
                    not ? "" : ", or use " + String.join(" or ", named)));
      }
    }
    return Optional.empty();
  }
}
