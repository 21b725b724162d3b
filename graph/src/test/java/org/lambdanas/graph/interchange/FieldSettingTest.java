package org.lambdanas.graph.interchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.proto.v1.LearningRateDecay;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.RegulariserKind;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.proto.v1.Setting;
import org.lambdanas.proto.v1.TrainingConfig;

class FieldSettingTest {

  private static final Set<JavaType> NUMBERS =
      Set.of(JavaType.INT, JavaType.LONG, JavaType.FLOAT, JavaType.DOUBLE);

  /** The messages that say what a program is to do. */
  private static Set<Descriptor> configurations() {
    return MessageTypes.all().values().stream()
        .map(Message::getDescriptorForType)
        .filter(
            type -> type.getName().endsWith("Config") || type.equals(PredictorSpec.getDescriptor()))
        .collect(Collectors.toSet());
  }

  static Stream<FieldDescriptor> fields() {
    return configurations().stream().flatMap(type -> type.getFields().stream());
  }

  @Test
  void allConfigurationsAreThere() {
    assertThat(configurations()).hasSizeGreaterThanOrEqualTo(12);
    assertThat(fields()).hasSizeGreaterThan(80);
  }

  /** Everything that is known about a setting stands in its declaration; nothing is missing. */
  @ParameterizedTest
  @MethodSource("fields")
  void everyFieldOfEveryConfigurationIsDeclared(FieldDescriptor field) {
    if (field.getJavaType() == JavaType.MESSAGE
        && configurations().contains(field.getMessageType())) {
      // Its own fields are declared.
      return;
    }
    FieldSetting declared = FieldSetting.of(field).orElseThrow();
    Setting setting = declared.setting();
    assertThat(setting.getHelp()).isNotBlank().endsWith(".").doesNotContain("%", "\n");
    assertThat(setting.hasOption()).isNotEqualTo(setting.hasNoOption());
    if (setting.hasOption()) {
      assertThat(setting.getOption()).matches("--[a-z][a-z0-9-]*[a-z0-9]");
      assertThat(setting.hasDefault()).as("default").isTrue();
      assertThat(setting.hasLabel())
          .as("label")
          .isNotEqualTo(field.getJavaType() == JavaType.BOOLEAN || setting.hasFlag());
    } else {
      assertThat(setting.getNoOption()).isNotBlank();
    }
    if (NUMBERS.contains(field.getJavaType())) {
      assertThat(setting.getUnit()).as("unit").isNotBlank();
      assertThat(declared.rule().flatMap(FieldRule::interval)).as("range").isPresent();
    } else {
      assertThat(setting.hasUnit()).isFalse();
    }
    for (String value : new String[] {setting.getDefault(), setting.getFlag(), setting.getBare()}) {
      for (String part : value.isEmpty() ? new String[0] : value.split(",")) {
        assertThat(declared.rule().flatMap(rule -> rule.problem(declared.read(part)))).isEmpty();
      }
    }
  }

  @Test
  void anOptionNamesOneFieldOfAConfiguration() {
    for (Descriptor root : List.of(SearchConfig.getDescriptor(), TrainingConfig.getDescriptor())) {
      Map<String, String> seen = new HashMap<>();
      options(root, seen);
      assertThat(seen).hasSizeGreaterThan(20);
    }
  }

  private static void options(Descriptor type, Map<String, String> seen) {
    for (FieldDescriptor field : type.getFields()) {
      FieldSetting.of(field)
          .map(FieldSetting::setting)
          .filter(Setting::hasOption)
          .ifPresent(
              setting ->
                  assertThat(seen.put(setting.getOption(), field.getFullName()))
                      .as(setting.getOption())
                      .isNull());
      if (field.getJavaType() == JavaType.MESSAGE
          && configurations().contains(field.getMessageType())) {
        options(field.getMessageType(), seen);
      }
    }
  }

  @Test
  void declaredDefaultsAreFilledIn() {
    SearchConfig config = FieldSetting.withDefaults(SearchConfig.newBuilder()).build();
    assertThat(config.getSpace()).isEqualTo("nasbench201");
    assertThat(config.getMethod()).isEqualTo(SearchMethod.SEARCH_METHOD_LAMBDA_DARTS);
    assertThat(config.getRegulariser().getKind())
        .isEqualTo(RegulariserKind.REGULARISER_KIND_CORRELATION);
    assertThat(config.getWeightOptimizer().getWeightDecay()).isEqualTo(3e-4);
    assertThat(config.getExecution().getDevice()).isEqualTo("cpu");
    // A complete search, but for its data's size.
    Validation.check(config);
  }

  @ParameterizedTest
  @CsvSource({
    "'[1, inf)', at least 1, 1, 0.5",
    "'(0, inf)', above 0, 1e-300, 0",
    "'[0, 1)', at least 0 and below 1, 0, 1",
    "'(0, 1]', above 0 and at most 1, 1, 0",
    "'(0, 1)', above 0 and below 1, 0.5, NaN",
    "'[1, 1024]', 1 to 1024, 1024, 1025",
    "'[0, inf)', at least 0, 0, Infinity",
    "'(-inf, inf)', a number, -1, NaN",
  })
  void rangesAreReadAndPutInWords(String text, String words, double inside, double outside) {
    Interval interval = Interval.parse(text);
    assertThat(interval.words()).isEqualTo(words);
    assertThat(interval.contains(inside)).isTrue();
    assertThat(interval.contains(outside)).isFalse();
  }

  @Test
  void whatIsNoIntervalIsRefused() {
    assertThatThrownBy(() -> Interval.parse("0 to 1")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void valuesOfEnumerationsHaveNames() {
    assertThat(EnumNames.of(SearchMethod.getDescriptor()))
        .containsExactly("darts", "darts-2nd", "lambda-darts");
    assertThat(EnumNames.of(LearningRateDecay.LEARNING_RATE_DECAY_COSINE)).isEqualTo("cosine");
    assertThat(EnumNames.byName(SearchMethod.getDescriptor(), "darts-2nd"))
        .contains(SearchMethod.SEARCH_METHOD_DARTS_SECOND_ORDER.getValueDescriptor());
    assertThat(EnumNames.byName(SearchMethod.getDescriptor(), "unspecified")).isEmpty();
  }

  @Test
  void whatIsTypedIsReadAsTheFieldsValue() {
    FieldSetting epochs =
        FieldSetting.of(SearchConfig.getDescriptor().findFieldByName("epochs")).orElseThrow();
    assertThat(epochs.read("7")).isEqualTo(7);
    assertThat(epochs.problem(-7)).contains("is -7: must be at least 1");
    assertThat(epochs.range()).contains("at least 1");
    assertThatThrownBy(() -> epochs.read("many"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("is 'many': must be a number");
  }
}
