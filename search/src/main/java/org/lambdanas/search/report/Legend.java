package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.search.draw.SvgText;

/** What the looks of a drawing mean: samples with their names, in as many rows as they need. */
final class Legend {

  private static final int ROW = 18;
  private static final int GAP = 5;
  private static final int APART = 11;

  private final int left;
  private final int room;
  private final List<List<Entry>> rows;

  /**
   * A sample with its name.
   *
   * @param before what stands to the left of the sample; may be empty
   * @param sample SVG elements, in the 12 pixels below and the {@code wide} ones to the right of 0
   * @param name what stands to the right of it
   */
  record Entry(String before, String sample, int wide, String name) {

    /**
     * A piece of a line.
     *
     * @param style its class in {@link PageStyle}, and any further attributes
     */
    static Entry line(String name, String style) {
      return new Entry("", "<path class=\"%s\" d=\"M0 6h16\"/>".formatted(style), 16, name);
    }

    /** A point. */
    static Entry dot(String name, String style) {
      return new Entry(
          "", "<circle class=\"%s\" cx=\"5\" cy=\"6\" r=\"4\"/>".formatted(style), 10, name);
    }

    /** A piece of a filled area. */
    static Entry area(String name, String style) {
      return new Entry(
          "", "<rect class=\"%s\" width=\"14\" height=\"12\"/>".formatted(style), 14, name);
    }

    private int width() {
      return SvgText.width(before)
          + (before.isEmpty() ? 0 : GAP)
          + wide
          + GAP
          + SvgText.width(name);
    }
  }

  /** A legend between two places of the level axis. */
  Legend(int left, int right, List<Entry> entries) {
    this.left = left;
    this.room = right - left;
    this.rows = new ArrayList<>();
    int used = room;
    for (Entry entry : entries) {
      int width = Math.min(room, entry.width());
      if (rows.isEmpty() || used + APART + width > room) {
        rows.add(new ArrayList<>());
        used = -APART;
      }
      rows.get(rows.size() - 1).add(entry);
      used += APART + width;
    }
  }

  /** How high it is; 0 where there is nothing to explain. */
  int height() {
    return ROW * rows.size();
  }

  /** Draws it from an upright place downwards. */
  void draw(SvgText svg, int top) {
    if (rows.isEmpty()) {
      return;
    }
    svg.add("<g class=\"legend\">");
    for (int r = 0; r < rows.size(); r++) {
      int x = left;
      int y = top + ROW * r + 3;
      for (Entry entry : rows.get(r)) {
        draw(svg, entry, x, y);
        x += entry.width() + APART;
      }
    }
    svg.add("</g>");
  }

  private void draw(SvgText svg, Entry entry, int x, int y) {
    int at = x;
    if (!entry.before().isEmpty()) {
      at += SvgText.width(entry.before());
      // Beside the sample, however wide its letters are.
      svg.add(
          "<text class=\"tick end\" x=\"%d\" y=\"%d\">%s</text>",
          at, y + 10, SvgText.escape(entry.before()));
      at += GAP;
    }
    svg.add("<g transform=\"translate(%d %d)\">%s</g>", at, y, entry.sample());
    at += entry.wide() + GAP;
    svg.add(
        "<text class=\"tick\" x=\"%d\" y=\"%d\">%s</text>",
        at, y + 10, Readout.shortened(entry.name(), left + room - at));
  }
}
