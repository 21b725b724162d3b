package org.lambdanas.search.draw;

import java.util.Locale;
import java.util.function.Function;

/** The colours of drawings of cells: for documents of their own, and for pages that hold them. */
public final class CellStyle {

  private record Inks(
      String paper,
      String ink,
      String box,
      String boxLine,
      Function<OperationKind, String> kinds) {}

  private static final Inks LIGHT =
      new Inks("#ffffff", "#0f172a", "#f1f5f9", "#94a3b8", OperationKind::onLight);
  private static final Inks DARK =
      new Inks("#0f172a", "#e2e8f0", "#1e293b", "#64748b", OperationKind::onDark);
  private static final Inks OF_PAGE =
      new Inks(
          "var(--paper)",
          "var(--ink)",
          "var(--box)",
          "var(--box-line)",
          kind -> "var(" + property(kind) + ")");

  private CellStyle() {}

  /** The style sheet of a document of its own. */
  static String ofDocument() {
    SvgText style = new SvgText();
    shapes(style, "");
    colours(style, "", LIGHT);
    style.add("@media (prefers-color-scheme:dark){");
    colours(style, "", DARK);
    style.add("}");
    return style.text();
  }

  /**
   * The rules for drawings within a page. They use its custom properties {@code --paper} and {@code
   * --ink}, and {@link #propertiesOfPage}.
   */
  public static String ofPage() {
    SvgText style = new SvgText();
    shapes(style, ".cells ");
    colours(style, ".cells ", OF_PAGE);
    return style.text();
  }

  /** Declarations of the custom properties that {@link #ofPage} uses. */
  public static String propertiesOfPage(boolean dark) {
    Inks inks = dark ? DARK : LIGHT;
    StringBuilder properties = new StringBuilder();
    property(properties, "--box", inks.box());
    property(properties, "--box-line", inks.boxLine());
    for (OperationKind kind : OperationKind.values()) {
      property(properties, property(kind), inks.kinds().apply(kind));
    }
    return properties.toString();
  }

  private static void property(StringBuilder properties, String name, String value) {
    properties.append(String.format(Locale.ROOT, "%s:%s;", name, value));
  }

  private static String property(OperationKind kind) {
    return "--" + kind.styleClass();
  }

  private static void shapes(SvgText style, String within) {
    style.add("%stext{font:12px system-ui,sans-serif}", within);
    style.add("%s.head,%s.name{font-weight:600}", within, within);
    style.add("%s.name,%s.label{text-anchor:middle}", within, within);
    style.add("%s.edge{fill:none;stroke-width:2}", within);
    style.add("%s.idle{stroke-dasharray:4 4}", within);
  }

  private static void colours(SvgText style, String within, Inks inks) {
    style.add("%s.paper{fill:%s}", within, inks.paper());
    style.add("%s.ink{fill:%s}", within, inks.ink());
    style.add("%s.box{fill:%s;stroke:%s}", within, inks.box(), inks.boxLine());
    for (OperationKind kind : OperationKind.values()) {
      String colour = inks.kinds().apply(kind);
      style.add(
          "%s.%s{stroke:%s}%s.%s-fill{fill:%s}",
          within, kind.styleClass(), colour, within, kind.styleClass(), colour);
    }
  }
}
