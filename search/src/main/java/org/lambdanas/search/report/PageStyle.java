package org.lambdanas.search.report;

import org.lambdanas.search.draw.CellStyle;

/** The look of all pages, on light and dark screens and on paper. */
final class PageStyle {

  private static final String LIGHT =
      """
      :root{color-scheme:light;--paper:#fff;--card:#f8fafc;--ink:#0f172a;--soft:#475569;--line:#cbd5e1;
      --good:#15803d;--bad:#be123c;--heat:#5b82ea;--miss:#e8637f;
      --c0:#1d4ed8;--c1:#c2410c;--c2:#15803d;--c3:#7e22ce;--c4:#be123c;--c5:#0e7490;--c6:#a16207;--c7:#475569;
      --t0:#f7efb2;--t1:#dfecb2;--t2:#bde0b4;--t3:#90d0b8;--t4:#62bdbf;--t5:#3aa4c1;--t6:#2a85b7;--t7:#2c62a4;--t8:#2c428f;--t9:#1f2870;
      """;

  private static final String DARK =
      """
      :root{color-scheme:dark;--paper:#0f172a;--card:#1e293b;--ink:#e2e8f0;--soft:#a3b1c6;--line:#475569;
      --good:#4ade80;--bad:#fb8ba0;--heat:#2f62c9;--miss:#a83a52;
      --c0:#7dabff;--c1:#fdba74;--c2:#4ade80;--c3:#d09bff;--c4:#fb8ba0;--c5:#67e8f9;--c6:#fde047;--c7:#cbd5e1;
      --t0:#47437f;--t1:#41549a;--t2:#3a68a6;--t3:#337ea9;--t4:#3097a8;--t5:#41ad9f;--t6:#66c290;--t7:#95d37c;--t8:#cbe06c;--t9:#fbea6a;
      """;

  private static final String RULES =
      """
      *{box-sizing:border-box}
      body{margin:0 auto;max-width:1320px;padding:24px 16px 48px;background:var(--paper);color:var(--ink);
      font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
      h1{font-size:26px;line-height:1.25;margin:0 0 4px}h2{font-size:19px;margin:36px 0 12px}h3.part{font-size:17px;margin:28px 0 8px}
      p{max-width:75ch;margin:8px 0}.soft{color:var(--soft)}
      .verdict{border-left:5px solid var(--good);background:var(--card);padding:10px 16px;margin:20px 0;border-radius:0 8px 8px 0}
      .verdict.bad{border-color:var(--bad)}.verdict p{margin:4px 0}
      .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:12px 0}
      .tile,.card{background:var(--card);border-radius:8px;padding:12px 14px}
      .tile b{display:block;font-size:22px;line-height:1.3}.tile span{color:var(--soft);font-size:14px}
      .cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,380px),1fr));gap:14px;align-items:start;margin:12px 0}
      .cards.large{grid-template-columns:repeat(auto-fill,minmax(min(100%,540px),1fr))}
      figure{margin:0}.card figcaption :is(h2,h3,h4){font-size:15px;margin:0 0 8px}
      .csv{margin:6px 0 0;font-size:13px}a{color:var(--c0)}details{margin:8px 0}
      .scroll{overflow-x:auto;margin:8px 0}
      table{border-collapse:collapse;font-size:14px}th,td{text-align:left;padding:4px 14px 4px 0;border-bottom:1px solid var(--line);
      vertical-align:top;overflow-wrap:normal}th.n,td.n{text-align:right;font-variant-numeric:tabular-nums}td.n{white-space:nowrap}
      th[scope=row]{font-weight:400}.long{min-width:24ch}
      table.names th{white-space:nowrap;color:var(--soft)}table.names td{overflow-wrap:anywhere}
      code,pre{font:13px/1.45 ui-monospace,monospace}pre{overflow-x:auto;background:var(--card);padding:12px;border-radius:8px}
      summary{cursor:pointer}:focus-visible{outline:2px solid var(--c0);outline-offset:2px}
      .front,.plot{display:block;width:100%;height:auto}.cells{display:block}.plot text{font:12px system-ui,sans-serif;fill:var(--soft)}
      .plot .strong{font-weight:600;fill:var(--ink)}.plot .ink{fill:var(--ink)}.plot .end{text-anchor:end}.plot .mid{text-anchor:middle}
      .grid{stroke:var(--line);stroke-width:1;stroke-opacity:.6}.line{fill:none;stroke-width:2;stroke-linejoin:round}
      .thin{stroke-width:1;stroke-opacity:.55}.grid,.line,.diagonal,.ring,.halo{pointer-events:none}.mark .line{pointer-events:auto}
      .dot{stroke:transparent;stroke-width:8px}.hit{fill:transparent}.hit:hover{fill:var(--ink);fill-opacity:.08}
      .heat{fill:var(--heat)}.miss{fill:var(--miss)}
      .c0{stroke:var(--c0)}.c1{stroke:var(--c1)}.c2{stroke:var(--c2)}.c3{stroke:var(--c3)}.c4{stroke:var(--c4)}
      .c5{stroke:var(--c5)}.c6{stroke:var(--c6)}.c7{stroke:var(--c7)}
      .d0{fill:var(--c0)}.d1{fill:var(--c1)}.d2{fill:var(--c2)}.d3{fill:var(--c3)}.d4{fill:var(--c4)}
      .d5{fill:var(--c5)}.d6{fill:var(--c6)}.d7{fill:var(--c7)}
      .t0{fill:var(--t0)}.t1{fill:var(--t1)}.t2{fill:var(--t2)}.t3{fill:var(--t3)}.t4{fill:var(--t4)}.t5{fill:var(--t5)}
      .t6{fill:var(--t6)}.t7{fill:var(--t7)}.t8{fill:var(--t8)}.t9{fill:var(--t9)}
      .point{stroke:var(--soft);stroke-width:.6}.best{stroke:var(--ink);stroke-width:2}.ring{fill:none;stroke:var(--ink);stroke-width:2}
      .plot .small{font-size:11px}.plot .lead{stroke:var(--soft);stroke-opacity:1}.plot .halo{paint-order:stroke;stroke:var(--card);stroke-width:3px;stroke-linejoin:round}
      .diagonal{stroke:var(--soft);stroke-dasharray:4 4;fill:none}
      .cell{fill-opacity:.3;stroke:var(--card);stroke-width:1}.plot .join{stroke-width:3;stroke-opacity:1}
      .finding{margin:14px 0}.finding p{margin:0 0 4px;font-weight:600}.finding ul{margin:0;padding-left:20px}
      .finding b{font-weight:600}.yes{color:var(--good)}.no{color:var(--bad)}
      .thumbs{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:14px}
      .thumbs figure{background:var(--card);border-radius:8px;padding:10px;font-size:13px}
      .thumbs img{display:block;width:112px;height:112px;image-rendering:pixelated;margin-bottom:6px}.thumbs figcaption{color:var(--soft)}
      @media (max-width:480px){body{padding:16px 8px 32px}.card{padding:10px 6px}.card figcaption,.card .csv{padding:0 4px}}
      """;

  /** Paper is light, cannot be scrolled, and has ends where nothing may be torn apart. */
  private static final String PRINT =
      """
      @page{margin:14mm}
      @media print{body{max-width:none;padding:0;background:none;font-size:14px}.csv{display:none}
      .tile,.card,.verdict,.thumbs figure,pre{background:none;border:1px solid var(--line)}.verdict{border-left-width:5px}
      h1,h2,h3,h4,:is(h1,h2,h3)+p,.finding p,summary{break-after:avoid}p{orphans:3;widows:3}
      figure,.tile,.verdict,tr,.finding{break-inside:avoid}thead{display:table-header-group}
      .cards,.cards.large{grid-template-columns:1fr 1fr}.card:has(.scroll){grid-column:1/-1}.plot{max-height:225mm}.cells{max-width:100%;height:auto}
      .scroll{overflow:visible}.scroll>div{min-width:0!important}table{font-size:11px}th,td{padding-right:8px;overflow-wrap:anywhere}
      td.n{white-space:normal}.long{min-width:0}pre{white-space:pre-wrap}}
      """;

  static final String CSS =
      LIGHT
          + CellStyle.propertiesOfPage(false)
          + "}\n@media screen and (prefers-color-scheme:dark){"
          + DARK
          + CellStyle.propertiesOfPage(true)
          + "}}\n"
          + RULES
          + CellStyle.ofPage()
          + PRINT;

  private PageStyle() {}
}
