package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.lambdanas.search.draw.SvgText;

/**
 * The best predictor at each budget, a cell each: the letter of the predictor, and its tau. A cell
 * has the colour of the predictor's family.
 *
 * @param unit of both budgets
 */
record WinnerMap(
    String title, CostAxis.Unit unit, String initialisationName, String queryName, List<Cell> cells)
    implements Figure {

  private static final int WIDTH = 420;
  private static final int LEFT = 50;
  private static final int RIGHT = 4;
  private static final int ROW = 28;
  private static final int KEY_ROW = 18;

  /** Where cells are narrower than this, tau is said on hover only. */
  private static final int NARROW = 21;

  /** Copies the cells. */
  WinnerMap {
    cells = List.copyOf(cells);
  }

  /**
   * A budget and its winner.
   *
   * @param colour number of its family's colour
   * @param budget of the winner, in words
   * @param alike predictors that cannot be told from it
   */
  record Cell(
      double initialisation,
      double query,
      String predictor,
      String family,
      int colour,
      String budget,
      double tau,
      double low,
      double high,
      List<String> alike) {

    /** Copies the names. */
    Cell {
      alike = List.copyOf(alike);
    }
  }

  @Override
  public boolean isEmpty() {
    return cells.isEmpty();
  }

  @Override
  public String svg() {
    List<Double> columns = cells.stream().map(Cell::initialisation).distinct().sorted().toList();
    List<Double> rows =
        cells.stream().map(Cell::query).distinct().sorted(Comparator.reverseOrder()).toList();
    double width = (WIDTH - LEFT - RIGHT) / (double) Math.max(1, columns.size());
    Map<String, String> letters = letters();
    SvgText key = new SvgText();
    int bottom = 6 + ROW * rows.size();
    int height = key(key, letters, bottom + 52);
    SvgText svg = Readout.open(WIDTH, height, title);
    for (Cell cell : cells) {
      double x = LEFT + width * columns.indexOf(cell.initialisation());
      cell(
          svg,
          cell,
          letters.getOrDefault(cell.predictor(), ""),
          x,
          6 + ROW * rows.indexOf(cell.query()),
          width);
    }
    for (int r = 0; r < rows.size(); r++) {
      svg.add(
          "<text class=\"tick end small\" x=\"%d\" y=\"%d\">%s</text>",
          LEFT - 4, 6 + ROW * r + ROW / 2 + 4, CostAxis.text(unit, rows.get(r)));
    }
    double free = 0;
    for (int c = 0; c < columns.size(); c++) {
      String text = CostAxis.text(unit, columns.get(c));
      double half = SvgText.width(text) * 0.42;
      double middle = LEFT + width * (c + 0.5);
      if (middle - half >= free) {
        svg.add(
            "<text class=\"tick mid small\" x=\"%.1f\" y=\"%d\">%s</text>",
            middle, bottom + 13, text);
        free = middle + half + 2;
      }
    }
    svg.add(
        "<text class=\"tick mid\" x=\"%d\" y=\"%d\">%s (upright: %s), at most</text>",
        WIDTH / 2, bottom + 31, SvgText.escape(initialisationName), SvgText.escape(queryName));
    svg.add(key.text().stripTrailing());
    svg.add("</svg>");
    return svg.text();
  }

  private void cell(SvgText svg, Cell cell, String letter, double x, int y, double width) {
    svg.add(
        "<rect class=\"d%d cell\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
        cell.colour() % 8, x, y, width, ROW);
    boolean narrow = width < NARROW;
    svg.add(
        "<text class=\"strong mid\" x=\"%.1f\" y=\"%d\">%s</text>",
        x + width / 2, y + (narrow ? 18 : 13), letter + (cell.alike().isEmpty() ? "" : "≈"));
    if (!narrow) {
      svg.add(
          "<text class=\"ink mid small\" x=\"%.1f\" y=\"%d\">%s</text>",
          x + width / 2, y + 24, short2(cell.tau()));
    }
    Readout.area(svg, x, y, width, ROW, readout(cell));
  }

  /** Two digits, without the zero before the point. */
  private static String short2(double tau) {
    return Page.number(tau, 2).replaceFirst("^(-?)0\\.", "$1.");
  }

  /** The predictor that wins most often is A. */
  private Map<String, String> letters() {
    Map<String, Long> wins =
        cells.stream()
            .collect(
                Collectors.groupingBy(Cell::predictor, LinkedHashMap::new, Collectors.counting()));
    Map<String, String> letters = new LinkedHashMap<>();
    wins.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEachOrdered(entry -> letters.put(entry.getKey(), letter(letters.size())));
    return letters;
  }

  private static String letter(int number) {
    char last = (char) ('A' + number % 26);
    return number < 26 ? Character.toString(last) : letter(number / 26 - 1) + last;
  }

  /** The letters, then the families; returns where they end. */
  private int key(SvgText svg, Map<String, String> letters, int top) {
    Map<String, Integer> families = new LinkedHashMap<>();
    cells.forEach(cell -> families.put(cell.family(), cell.colour()));
    int x = 4;
    int y = top;
    for (Map.Entry<String, String> letter : letters.entrySet()) {
      String text = letter.getValue() + " " + letter.getKey();
      int wide = SvgText.width(text) + 12;
      if (x + wide > WIDTH && x > 4) {
        x = 4;
        y += KEY_ROW;
      }
      svg.add(
          "<text class=\"tick\" x=\"%d\" y=\"%d\"><tspan class=\"strong\">%s</tspan> %s</text>",
          x, y, letter.getValue(), SvgText.escape(letter.getKey()));
      x += wide;
    }
    Legend legend =
        new Legend(
            4,
            WIDTH,
            families.entrySet().stream()
                .map(
                    one ->
                        Legend.Entry.area(one.getKey(), "d%d cell".formatted(one.getValue() % 8)))
                .toList());
    legend.draw(svg, y + 6);
    y += 6 + legend.height();
    if (cells.stream().anyMatch(cell -> !cell.alike().isEmpty())) {
      y += 14;
      svg.add(
          "<text class=\"tick\" x=\"4\" y=\"%d\">≈ others cannot be told from it: which, says the"
              + " cell</text>",
          y);
    }
    return y + 8;
  }

  private String readout(Cell cell) {
    return "%s\n%s\ntau %s\n%s at most %s\n%s at most %s%s"
        .formatted(
            cell.predictor(),
            cell.budget(),
            Readout.number(cell.tau(), cell.low(), cell.high()),
            initialisationName,
            CostAxis.text(unit, cell.initialisation()),
            queryName,
            CostAxis.text(unit, cell.query()),
            cell.alike().isEmpty()
                ? ""
                : "\nnot distinguishable: " + String.join(", ", cell.alike()));
  }

  /** A row for each cell. */
  @Override
  public List<List<?>> data() {
    List<List<?>> rows = new ArrayList<>();
    rows.add(
        List.of(
            initialisationName,
            queryName,
            "predictor",
            "family",
            "budget",
            "tau",
            "low",
            "high",
            "not_distinguishable"));
    for (Cell cell : cells) {
      rows.add(
          List.of(
              Figure.number(cell.initialisation()),
              Figure.number(cell.query()),
              cell.predictor(),
              cell.family(),
              cell.budget(),
              Figure.number(cell.tau()),
              Figure.number(cell.low()),
              Figure.number(cell.high()),
              String.join("; ", cell.alike())));
    }
    return rows;
  }
}
