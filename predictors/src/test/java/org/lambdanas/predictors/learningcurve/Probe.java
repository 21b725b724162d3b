package org.lambdanas.predictors.learningcurve;
import com.google.gson.*;
import java.io.*; import java.nio.file.*; import java.util.*; import java.util.zip.*;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.metric.*;
public class Probe {
  static double[] gen(CurveFamily f,double[] p,int n){double[] v=new double[n];for(int i=0;i<n;i++)v[i]=(float)(100*f.value(p,0,Math.log(i+1.0)))/100.0;return v;}
  public static void main(String[] a) throws Exception {
    if (a[0].equals("gen")) gens(); else nlp(Integer.parseInt(a[1]));
  }
  static void gens(){
    SplittableRandom r=new SplittableRandom(1);
    for (CurveFamily f: CurveFamily.values()) {
      int done=0; double[][] err=new double[3][]; List<double[]> e=new ArrayList<>(); long[] ns=new long[3];
      while(done<60){
        double[] p = switch(f){
          case LOG_LOG_LINEAR -> new double[]{.02+.4*r.nextDouble(), 1+.8*r.nextDouble()};
          case LOG_POWER -> new double[]{.3+.7*r.nextDouble(), -2+5*r.nextDouble(), -.3-1.7*r.nextDouble()};
          case MMF -> new double[]{.5+.5*r.nextDouble(), .4*r.nextDouble(), Math.exp(-4+4*r.nextDouble()), .5+2*r.nextDouble()};
          case HILL -> new double[]{.5+.5*r.nextDouble(), .3+1.7*r.nextDouble(), Math.exp(-1+4*r.nextDouble())};};
        double truth=f.value(p,0,Math.log(200)); if(!(truth<.99)) continue;
        double[] v=gen(f,p,30);
        double[] x=new double[3];
        long s=System.nanoTime(); x[0]=new MetropolisExtrapolation(200,300,1e-4).extrapolate(v,new Seed(1)).mean()-truth; ns[0]+=System.nanoTime()-s;
        s=System.nanoTime(); x[1]=new MetropolisExtrapolation(200,300,3e-5).extrapolate(v,new Seed(1)).mean()-truth; ns[1]+=System.nanoTime()-s;
        if(done<12){s=System.nanoTime(); x[2]=new PosteriorExtrapolation(200,800,500).extrapolate(v,new Seed(1)).mean()-truth; ns[2]+=System.nanoTime()-s;}
        e.add(x); done++;
        if(Math.abs(x[1])>.005) System.out.println(f+" "+Arrays.toString(p)+" "+Arrays.toString(x)+" rss "+Arrays.toString(Arrays.stream(CurveFamily.values()).mapToDouble(g->FamilyFit.of(g,v,Epochs.logarithms(30)).squares()).toArray())+Arrays.toString(Arrays.stream(CurveFamily.values()).mapToDouble(g->FamilyFit.of(g,v,Epochs.logarithms(30)).at(Math.log(200))-truth).toArray()));
      }
      for(int m=0;m<3;m++){final int mm=m; double[] w=e.stream().limit(m==2?12:60).mapToDouble(q->100*Math.abs(q[mm])).sorted().toArray();
        System.out.printf("%s m%d median %.4f p90 %.4f max %.4f  ms %.2f%n",f,m,w[w.length/2],w[w.length*9/10],w[w.length-1],ns[m]/1e6/w.length);}
    }
  }
  static List<double[][]> load(int most) throws IOException {
    List<double[][]> rows=new ArrayList<>();
    try(BufferedReader in=new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(Path.of("/work/shared/data/nasbench_nlp_ptb.jsonl.gz")))))){
      String l; while((l=in.readLine())!=null){ JsonObject o=JsonParser.parseString(l).getAsJsonObject(); if(!o.get("status").getAsString().equals("OK"))continue; rows.add(new double[][]{arr(o,"train_losses"),arr(o,"val_losses")});}}
    SplittableRandom r=new SplittableRandom(5); for(int i=rows.size()-1;i>0;i--)Collections.swap(rows,i,r.nextInt(i+1));
    return rows.subList(0,Math.min(most,rows.size()));
  }
  static double[] arr(JsonObject o,String k){JsonArray x=o.getAsJsonArray(k);double[] v=new double[x.size()];for(int i=0;i<v.length;i++)v[i]=x.get(i).getAsDouble();return v;}
  static void nlp(int most) throws Exception {
    List<double[][]> rows=load(most); int n=rows.size(); int k=100;
    double[] fin=new double[n];
    for(int i=0;i<n;i++) fin[i]=-rows.get(i)[1][49];
    for(int f: new int[]{7,15}){
      double[][] v=new double[n][]; for(int i=0;i<n;i++) v[i]=Arrays.stream(rows.get(i)[1]).limit(f).map(x->(100-x)/100).toArray();
      StringBuilder b=new StringBuilder("f "+f);
      for(double g: new double[]{.05}){ FamilyFits.GAMMA=g; double[] p=new double[n];
        for(int i=0;i<n;i++)p[i]=new MetropolisExtrapolation(50,300,1e-4).extrapolate(v[i],new Seed(1)).mean();
        b.append(String.format("  g%.2f %.3f (%.3f)",g,Correlation.KENDALL.compute(fin,p).value(),PredictionError.MEAN_ABSOLUTE.compute(fin,Arrays.stream(p).map(z->100*z-100).toArray()).value()));}
      FamilyFits.GAMMA=.05; double[] fk=Arrays.copyOf(fin,k);
      for(double[] nu: new double[][]{{4,1,0,1},{4,25,0,1},{4,100,0,1},{4,1,50,1},{4,25,50,1},{4,100,50,1},{4,1,50,.1},{4,9,50,.1},{4,25,50,.1},{4,100,50,.1}}){ PosteriorExtrapolation.NU=nu[0];PosteriorExtrapolation.NU1=nu[1];PosteriorExtrapolation.ALPHA=nu[2];PosteriorExtrapolation.BETA=nu[3]; double[] p=new double[k];
        for(int i=0;i<k;i++)p[i]=new PosteriorExtrapolation(50,800,500).extrapolate(v[i],new Seed(1)).mean();
        b.append(String.format("  %s %.3f (%.3f)%n",Arrays.toString(nu),Correlation.KENDALL.compute(fk,p).value(),PredictionError.MEAN_ABSOLUTE.compute(fk,Arrays.stream(p).map(z->100*z-100).toArray()).value()));}
      System.out.println(b);
    }
  }
}
