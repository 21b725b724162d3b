package org.lambdanas.search.cli.predictors;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.graph.score.Measures;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.registry.Advice;
import org.lambdanas.predictors.registry.Predictors;
import org.lambdanas.predictors.service.PredictorInfos;
import org.lambdanas.proto.v1.ListPredictorsResponse;
import org.lambdanas.proto.v1.PredictorInfo;
import org.lambdanas.proto.v1.SettingInfo;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the predictors. */
@Command(
    name = "list",
    header = "Show the predictors: family, what they need, spaces, source.",
    footer = "lnas predictors list")
final class PredictorsList extends Verb {

  private static final String FORM = "  %-26s %-44s %-26s %s";

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
    List<PredictorInfo> shown =
        (predictor == null ? Predictors.all() : List.of(Predictors.byId(predictor)))
            .stream()
                .map(known -> PredictorInfos.of(known.description()))
                .filter(info -> space == null || info.getSpacesList().contains(space))
                .toList();
    Lines lines = new Lines();
    if (predictor == null) {
      table(shown, lines);
    } else {
      shown.forEach(info -> details(info, lines));
    }
    return Result.ok(lines, ListPredictorsResponse.newBuilder().addAllPredictors(shown).build());
  }

  private static String needs(PredictorInfo info) {
    List<String> needs = new ArrayList<>();
    if (info.getLeastObservations() > 0) {
      needs.add(info.getLeastObservations() + "+ observations");
    }
    if (info.getCurvesCount() > 0 && info.getLeastEpochs() > 0) {
      needs.add(info.getLeastEpochs() + "+ epochs of " + String.join("|", info.getCurvesList()));
    }
    if (info.getFeaturesCount() > 0) {
      boolean computed =
          Measures.withVariants().stream()
              .anyMatch(measure -> measure.id().equals(info.getPredictor()));
      needs.add(computed ? "its score, or images to compute it" : "its score");
    }
    return needs.isEmpty() ? "nothing" : String.join(", ", needs);
  }

  private static void table(List<PredictorInfo> shown, Lines lines) {
    for (Family family : Family.values()) {
      List<PredictorInfo> own =
          shown.stream().filter(info -> info.getFamily().equals(family.toString())).toList();
      if (!own.isEmpty()) {
        lines.add(family + ": take them " + Advice.of(family));
        lines.add(FORM, "id", "needs", "own encoding", "take it");
      }
      for (PredictorInfo info : own) {
        lines.add(
            FORM,
            info.getPredictor(),
            needs(info),
            info.getEncodingsCount() > 0 ? info.getEncodings(0) : "-",
            info.getAdvice().equals(Advice.of(family)) ? "-" : info.getAdvice());
      }
      if (!own.isEmpty()) {
        lines.add("");
      }
    }
    lines.add("--predictor ID shows settings, encodings, spaces and source of one.");
  }

  /** Encodings, at most so many, and labels of the publication. */
  private static String published(PredictorInfo info, int most) {
    List<String> encodings = info.getPublishedEncodingsList();
    return String.join(" or ", encodings.subList(0, Math.min(most, encodings.size())))
        + ", labels "
        + EnumNames.of(info.getPublishedLabelTransform());
  }

  private static void details(PredictorInfo info, Lines lines) {
    lines
        .add(info.getPredictor() + ": " + info.getTitle())
        .add("family     " + info.getFamily())
        .add("take it    " + info.getAdvice())
        .add("needs      " + needs(info))
        .add("encodings  " + String.join(", ", info.getEncodingsList()))
        .add("spaces     " + String.join(", ", info.getSpacesList()))
        .add("gives      a mean" + (info.getGivesDeviation() ? " and a deviation" : ""));
    if (info.getPublishedEncodingsCount() > 0) {
      lines.add("published  " + published(info, Integer.MAX_VALUE) + " (--as-published)");
    }
    if (!info.getNativeLibrary().isEmpty()) {
      lines.add("library    " + info.getNativeLibrary());
    }
    lines.add("source     " + info.getSource());
    if (info.getSettingsCount() > 0) {
      lines.add("settings");
    }
    for (SettingInfo setting : info.getSettingsList()) {
      String tuned =
          ", tuned in "
              + number(setting, setting.getTunedFrom())
              + " to "
              + number(setting, setting.getTunedTo())
              + (setting.getTunedLogarithmically() ? " by factors" : "");
      lines.add(
          "  %-22s %s%s (%s to %s)%s: %s",
          setting.getName(),
          number(setting, setting.getDefaultValue()),
          setting.getPublishedValue() == setting.getDefaultValue()
              ? ""
              : ", published " + number(setting, setting.getPublishedValue()),
          number(setting, setting.getLeast()),
          number(setting, setting.getMost()),
          setting.getTuned() ? tuned : "",
          setting.getMeaning());
    }
  }

  private static String number(SettingInfo setting, double value) {
    return setting.getWholeNumber() ? Long.toString(Math.round(value)) : Double.toString(value);
  }
}
