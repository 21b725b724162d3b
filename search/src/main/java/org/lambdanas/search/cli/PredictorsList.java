package org.lambdanas.search.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.registry.PredictorCatalogue;
import org.lambdanas.predictors.registry.Predictors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the predictors. */
@Command(
    name = "list",
    description = "Show the predictors: family, what they need, spaces, source.")
final class PredictorsList extends Verb {

  @Option(
      names = "--space",
      paramLabel = "SPACE",
      description = "Only those that serve this search space.")
  private @Nullable String space;

  @Option(
      names = "--predictor",
      paramLabel = "ID",
      description = "Only this one, with its settings and its source.")
  private @Nullable String predictor;

  @Override
  protected Result execute() {
    if (space != null) {
      SearchSpaces.byId(space);
    }
    List<PredictorDescription> shown =
        (predictor == null ? Predictors.all() : List.of(Predictors.byId(predictor)))
            .stream().map(Predictor::description).filter(this::serves).toList();
    JsonArray list = new JsonArray();
    shown.forEach(description -> list.add(json(description)));
    JsonObject json = new JsonObject();
    json.add("predictors", list);
    return Result.ok(
        predictor == null
            ? table(shown)
            : shown.stream().flatMap(description -> details(description).stream()).toList(),
        json);
  }

  private boolean serves(PredictorDescription description) {
    return space == null || spaces(description).contains(space);
  }

  private static List<String> spaces(PredictorDescription description) {
    return PredictorCatalogue.spaces(description).stream().map(SearchSpace::id).toList();
  }

  private static String needs(PredictorDescription description) {
    List<String> needs = new ArrayList<>();
    if (description.leastObservations() > 0) {
      needs.add(description.leastObservations() + "+ observations");
    }
    description
        .curves()
        .ifPresent(
            need ->
                needs.add(need.leastEpochs() + "+ epochs of " + String.join("|", need.metrics())));
    return needs.isEmpty() ? "nothing" : String.join(", ", needs);
  }

  private static List<String> table(List<PredictorDescription> shown) {
    List<String> lines = new ArrayList<>();
    String form = "%-14s %-14s %-44s %-26s %s";
    lines.add(String.format(Locale.ROOT, form, "id", "family", "needs", "own encoding", "spaces"));
    for (PredictorDescription description : shown) {
      lines.add(
          String.format(
              Locale.ROOT,
              form,
              description.id(),
              description.family(),
              needs(description),
              description.encodings().isEmpty() ? "-" : description.encodings().get(0),
              description.encodings().isEmpty() ? "all" : String.join(" ", spaces(description))));
    }
    lines.add("");
    lines.add("--predictor ID shows settings, encodings and source of one.");
    return lines;
  }

  private static List<String> details(PredictorDescription description) {
    List<String> lines = new ArrayList<>();
    lines.add(description.id() + ": " + description.title());
    lines.add("family     " + description.family());
    lines.add("needs      " + needs(description));
    lines.add("encodings  " + String.join(", ", description.encodings()));
    lines.add("spaces     " + String.join(", ", spaces(description)));
    lines.add("gives      a mean" + (description.givesDeviation() ? " and a deviation" : ""));
    description.nativeLibrary().ifPresent(library -> lines.add("library    " + library));
    lines.add("source     " + description.source());
    if (!description.settings().isEmpty()) {
      lines.add("settings");
    }
    for (SettingDescription setting : description.settings()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-22s %s (%s to %s)%s: %s",
              setting.name(),
              number(setting, setting.defaultValue()),
              number(setting, setting.least()),
              number(setting, setting.most()),
              setting
                  .search()
                  .map(
                      range ->
                          ", tuned in "
                              + number(setting, range.least())
                              + " to "
                              + number(setting, range.most())
                              + (range.logarithmic() ? " by factors" : ""))
                  .orElse(""),
              setting.meaning()));
    }
    return lines;
  }

  private static String number(SettingDescription setting, double value) {
    return setting.integer() ? Long.toString(Math.round(value)) : Double.toString(value);
  }

  private static JsonObject json(PredictorDescription description) {
    JsonObject json = new JsonObject();
    json.addProperty("id", description.id());
    json.addProperty("title", description.title());
    json.addProperty("family", description.family().toString());
    json.addProperty("least_observations", description.leastObservations());
    json.add("encodings", array(description.encodings()));
    json.add("spaces", array(spaces(description)));
    description
        .curves()
        .ifPresent(
            need -> {
              json.add("curves", array(need.metrics()));
              json.addProperty("least_epochs", need.leastEpochs());
            });
    json.addProperty("gives_deviation", description.givesDeviation());
    description.nativeLibrary().ifPresent(library -> json.addProperty("native_library", library));
    json.addProperty("source", description.source());
    JsonArray settings = new JsonArray();
    for (SettingDescription setting : description.settings()) {
      JsonObject one = new JsonObject();
      one.addProperty("name", setting.name());
      one.addProperty("default", setting.defaultValue());
      one.addProperty("least", setting.least());
      one.addProperty("most", setting.most());
      one.addProperty("integer", setting.integer());
      setting
          .search()
          .ifPresent(
              range -> {
                one.addProperty("tuned_from", range.least());
                one.addProperty("tuned_to", range.most());
                one.addProperty("tuned_logarithmically", range.logarithmic());
              });
      one.addProperty("meaning", setting.meaning());
      settings.add(one);
    }
    json.add("settings", settings);
    return json;
  }

  private static JsonArray array(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }
}
