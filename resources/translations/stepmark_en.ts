<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en_GB">
<context>
    <name>ActionBar</name>
    <message>
        <source>Solve</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hand in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reopen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alternatives</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other ways to write the step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the response as the solution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check consistency: is the accepted answer found again?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regenerate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write on anew from the selected step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a solution yourself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything that can be done with the problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regenerate from the step on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept the solution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check consistency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the rest yourself, from the step on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set aside: bad problem…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set aside: give up…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>A tie</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept the solution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept the suggestion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Among alternatives</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blind mode on or off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calculation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check consistency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose as the best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns further left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns further right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confirm all unchanged steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deciding a disagreement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter the queue…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First-error or full mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follows from…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the step list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Incomplete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Incorrect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left is barely better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left is better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left is much better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left is slightly better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge with the next step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Misread the problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Neutral</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next disagreement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next unmarked step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not rated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the Annotate page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the Compare page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open or fold unchanged steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order the queue…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other ways to write the step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pairs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous disagreement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rankings (1 to 8 give places)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refine the other way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regenerate from here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rewrite</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right after “Incorrect”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right is barely better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right is better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right is much better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right is slightly better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the ranking, or go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scroll down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scroll up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set aside: bad problem…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set aside: give up…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show or hide removed words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the step&apos;s source, or typeset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Solve or refine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split the step…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop, or back to the steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the last place back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text of the usual size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Annotate page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Compare page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Data page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Insights page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Models page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Train page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The guideline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unjustified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was done, to go back to it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why: the kind of error…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Work on the problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a solution yourself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the rest yourself</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AddressForm</name>
    <message>
        <source>Download from an address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste the address of one GGUF file. Nothing is contacted before you agree to the host&apos;s name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256 (if its publisher gives one)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>64 hexadecimal digits</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AdjudicationCard</name>
    <message>
        <source>Disagreement to decide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Neutral</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Incorrect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step in question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disagreements</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decide without knowing who said what. The decision counts; all verdicts stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Annotator {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Would write</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AdvancedForm</name>
    <message>
        <source>Reset to the preset</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AgreementCard</name>
    <message>
        <source>Only blind opinions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agreement</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AgreementPresenter</name>
    <message>
        <source>Agreement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The project is being closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{steps} steps of {responses} responses were marked by two or more; {blind} verdicts are blind. {open} steps still disagree.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same verdict, per step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same first error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fleiss&apos; kappa</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Krippendorff&apos;s alpha</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Krippendorff&apos;s alpha, ordinal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cohen&apos;s kappa: {one}, {two}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not defined</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{low} to {high}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} disagreements wait for a third: you are one of the sides. Let somebody else work, on the Annotators tab.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No disagreement waits for a decision.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{at} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AheadPresenter</name>
    <message>
        <source>writing ahead</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AlternativeCard</name>
    <message>
        <source>chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not rated</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Alternatives</name>
    <message>
        <source>As it stands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alternative {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rate}: rate · {choose}: use as the rewrite · {more}: more · {back}: back</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AlternativesList</name>
    <message>
        <source>Alternatives of the step</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AlternativesPresenter</name>
    <message>
        <source>The model wrote nothing new; ask again for more.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AlternativesSection</name>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alternatives</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AnnotatorsCard</name>
    <message>
        <source>Name of a new annotator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Annotators</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every mark bears the name of whoever works when it is made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second opinions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>works now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start working</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start working as {name}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AnnotatorsPresenter</name>
    <message>
        <source>Annotators</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} works from now on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second pass</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blind second opinions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 response was marked by others and not seen by this annotator.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} responses were marked by others and not seen by this annotator.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is left that others marked and this annotator has not seen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} drawn so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none drawn yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {share:.0f} % right ({low:.0f} to {high:.0f} %)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparing the projects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merging</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AnswerLine</name>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reference answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No answer was recognised.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reference: {answer}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the answers agree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the answers differ</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Background</name>
    <message>
        <source>A fault inside Stepmark stopped this; try again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Balance</name>
    <message>
        <source>{n:,} correct</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n:,} neutral</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n:,} incorrect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marks: {text}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BarMenu</name>
    <message>
        <source>Refine: keep accepted steps and continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refine: ask again with the feedback</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Candidates a turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Responses of a consistency check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of these must agree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problems solved ahead</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BarsPicture</name>
    <message>
        <source>95 % interval</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BesideWindow</name>
    <message>
        <source>Turning back: {act}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Bubble</name>
    <message>
        <source>Next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{at} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChartCard</name>
    <message>
        <source>{title}, as a table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show as a table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}: show as a table</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChartView</name>
    <message>
        <source>No values yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Curve: {title}, {unit}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Charts</name>
    <message>
        <source>Right answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>update</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held-out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reward against KL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reward per response</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL from the start, nats per response</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nats per token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens per response</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reward model loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nats per step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>epoch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reward model&apos;s step AUC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>share of pairs in order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>AUC</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Columns</name>
    <message>
        <source>Show the queue</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ComparePanel</name>
    <message>
        <source>Pairs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rankings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which response is better?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop writing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End and show the names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which order, best first?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which model is better?</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ComparePresenter</name>
    <message>
        <source>Every pair is decided or skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Solve or refine more problems to get new pairs, or look at the skipped ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the {skipped} skipped again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every pair is decided</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Solve or refine more problems to get new pairs, or compare two models.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare two models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to compare yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A pair needs two different responses to one problem. On the Annotate page, ask for several candidates (“…” beside Solve), refine a problem, or compare two models here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to Annotate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{ranked} ranked · {sets} waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every set is ranked or skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The skipped ones can be looked at again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the skipped again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A ranking needs three different responses to one problem. On the Annotate page, ask for three candidates or more (“…” beside Solve).</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CompareResultCard</name>
    <message>
        <source>Nothing was judged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No clear difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No pair had a winner, so there is nothing to tell the two apart by.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two equally good models would part as unevenly as this {often}, so the difference is hardly chance.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two equally good models would part as unevenly as this {often}, so it may well be chance; judge more pairs to know.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” won {won} of the 1 pair with a winner: {share}, and with 95 % confidence between {low} and {high} of all such pairs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” won {won} of the {decided} pairs with a winner: {share}, and with 95 % confidence between {low} and {high} of all such pairs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 identical pair not asked about</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{same} identical pairs not asked about</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{skipped} skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{waiting} not judged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left out: {parts}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in fewer than 1 of 1,000 comparisons</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in about {chance} of 1,000 comparisons</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in about {chance} of 100 comparisons</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Compared</name>
    <message>
        <source>Left: {one}, much better than {other}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left: {one}, better than {other}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left: {one}, slightly better than {other}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left: {one}, barely better than {other}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right: {one}, much better than {other}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right: {one}, better than {other}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right: {one}, slightly better than {other}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right: {one}, barely better than {other}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{undo_key} takes it back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skipped. {back}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved; the names come at the end. {back}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A tie: left was {left}, right {right}. {back}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model} (turn {turn}, candidate {candidate})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · {skipped} skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{decided} decided · {waiting} waiting{skipped}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{asked} of {all} judged</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Consistency</name>
    <message>
        <source>{agreeing} of {count} reach {answer} ({low}–{high})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped; {wanted} were asked for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{threshold} needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{sign} Response {number}: {answer}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConsistencyStrip</name>
    <message>
        <source>Responses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a response of the check as a turn, to mark it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{agreeing} of {done} so far reach {answer}; {wanted} are asked for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{wanted} fresh responses are written, to be compared with {answer}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>converged</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Core</name>
    <message>
        <source> (an adapter of the embeddings)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (there is no backup)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> ({rows} twice)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Its last words: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> Over sampled answers it is {change} ({low} to {high}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> or </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 among labels can mean incorrect or neutral; say one of these.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 can mean incorrect or neutral; say which of them it means here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; backups, newest first: {backups}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A SHA-256 has 64 hexadecimal digits; paste it again or leave it out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A gold response is marked to its first error or its end; mark it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A key is needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A key or password does not belong into the address; give it as the key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A name has 1 to {longest} printable characters; type another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A problem without a response cannot be gold; solve it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A response without steps cannot be gold; choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A server&apos;s address begins with http:// or https://; write one such as {example}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A step can only follow from an earlier step of the same response.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A step cannot be empty; put the cursor inside the text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A table is for looking at and is not imported; check JSON Lines instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A training run is already at work; stop it or wait for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accepted solutions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adapters for {architecture} models cannot be written as GGUF yet; choose a base of {known}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adapters of {architecture} models have no GGUF form; use it with transformers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An adapter cannot be put on a server&apos;s model; serve the trained model there and choose it by its name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An address begins with https://; paste it whole.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Better: {numbers}, {earlier}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conflict: {conflict}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Converting {name} for training once; this can take some minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Could not {act} {name} ({reason}); try again, or restore a backup.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data card: {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Diffusion models are not supported; choose another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Event {number} ({label}) is not what was recorded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finished {update} updates.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From {name} came: {counts}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From {name} would come: {counts}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GGUF adapter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imitating the accepted solutions lowered held-out accuracy from {accuracy:.0%} to {check_accuracy:.0%}, so it was undone; check the rewrites, or accept more solutions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It cannot be read ({reason}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is started again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It takes about {needed:.1f} GB of memory, but {free:.1f} GB are free; close other programs, or lower “Responses at a time” under Advanced.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the model it began with; mark more steps, or train with fewer updates.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labels need steps; say which column holds the steps or the response.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Later work builds on it, so it stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left out: {count:,} {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {number} of the training snapshot cannot be read ({reason}); start a new run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load a model on the Models page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading in 4 bits needs an NVIDIA GPU and the library bitsandbytes ({command}); no such GPU is in use here, so load the model without 4 bits or choose a quantised GGUF file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading in 4 bits needs the library bitsandbytes; install it with {command} and load the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mapped columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory ran out on one of several processes, which must go in step; lower the recipe&apos;s microbatch and resume the run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory ran out; training goes on with {microbatch} responses at a time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models of the architecture {model_type} keep a running state instead of one entry per token, which this engine cannot share between responses; use the model&apos;s GGUF file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Neutral is a verdict like the others; an unmarked step is not compared. A first error is compared where both marked up to it, or every step; no error is an answer too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No backup could be made in {folder} ({reason}); free space there or make the folder writable.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No blind opinion is complete yet; mark every step of one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No blind opinion is open for this annotator; there is none to end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No held-out problem has a reference answer, so nobody knows yet whether it is better; import some with the held-out split and train again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No held-out problem has a reference answer, so the gain cannot be measured; import some with the held-out split.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is loaded; choose a model first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is loaded; choose one on the Models page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No problem of this split has a reference answer to compare with; import some, for example: stepmark import FILE --split heldout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No response is marked to its first error or end; mark some first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No server answers at {host}; start it, or check the address and the port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No step here has a verdict to confirm; mark them one by one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No step is marked correct, so there is nothing to tell apart; mark some correct steps or rewrite a wrong one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No step is marked incorrect, so there is nothing to tell apart; mark some solutions that contain a mistake.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No step is marked yet; {enough} steps or more give a reward model to trust.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No step of a training problem is marked yet; mark some solutions first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No training problem has a reference answer to reward; import problems with answers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No training problem has a reference answer, so only steps are rewarded; import problems with answers to reward those too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No update answered more held-out problems than the model it began with, so that one was kept ({accuracy:.0%}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No {missing} step is left for the reward model after the held-out problems were set aside; mark more training problems, or choose the recipe&apos;s reward “answer”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No {noun} here is called {name}; choose among: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody here is called {name_or_id}; choose one of: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not clearly better: {numbers}, {earlier}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not every response has its place yet; give each one a place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not everything was sent ({reason}); try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not saved: the disk with {name} is full or failing; free space and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not saved: {name} is read-only; change its permissions and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing changes: these problems are so already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to refine yet: mark a step incorrect first, or accept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of these responses is no longer there; go on with the next pair.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only {number:,} step is marked incorrect; mark more solutions that contain mistakes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only {number:,} steps are marked incorrect; mark more solutions that contain mistakes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OpenAI-compatible server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Others have marked nothing that this annotator has not seen; mark more, or choose another annotator.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PEFT adapter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PPO was stopped early. {ended}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused as asked; it goes on when you say so.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing the model in {folder} took too long; try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Responses grew from {before:.0f} to {after:.0f} steps, a sign that small steps are being rewarded; mark some needless steps or raise the KL weight.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Responses grew from {before:.0f} to {after:.0f} tokens, a sign that length is being rewarded; mark some long wrong solutions or raise the KL weight.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row {number} of {name} is no ProcessBench row: it needs problem, steps and label (the first wrong step from 0, or -1); mend the row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sending needs a token of the hub; give one, or set {variable} and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Several annotators are called {name_or_id}; use an id: {ids}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {waiting} is still unmarked; mark it, then hand in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped as asked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped as asked; the run can be resumed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped at its last checkpoint; the run can be resumed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped before the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped; nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That act is missing from the history; restore a backup to see it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That alternative is no longer there; choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That annotator is no longer in the project; choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That can be chance, because the interval reaches across 0. Mark more solutions with mistakes, train longer, or hold out more problems so that smaller gains show.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is no server address; write one such as {example}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That model is no longer in the project.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That problem is no longer in the project; choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That response is no longer there; check consistency again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That response is not part of this turn; choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That step is no longer there; choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That step is no longer there; go on to the next.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That training run is not in this project.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The GPU is in use ({holder}); wait for its end, or end it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The adapter could not be written to {parent} ({reason}); free some space and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The adapter in {adapter_dir} is damaged ({reason}); train the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The adapter {name} cannot be put on: {reason}, which Stepmark does not support; choose a plain LoRA adapter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The adapter {name} does not fit this model ({reason}); choose the model it was trained on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The adapter&apos;s tensor {name} has another shape than {base_name} wants; choose the model it was trained on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The adapter&apos;s tensor {name} has no place in {base_name}; choose the model it was trained on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The adapter&apos;s tensor {target} does not fit {name}; choose the model it was trained on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The adapter&apos;s tensor {what} has no place in a GGUF adapter; train it as plain LoRA on the linear layers (q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address does not end in the name of a GGUF file (.gguf); paste the address of the file itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address holds a password; remove it from the address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address must end before any ? or #; write one such as {example}, and a key apart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The architecture {model_type} cannot be trained here; choose a Llama, Qwen, Mistral or Gemma model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The base model in {base_path} is another one than this reward model was trained on, so its scores would mean nothing; put the old base back, or train again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The base model {base} is not there; choose another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The base of {name} is not known; add its model file first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The base of {name} is not on the list; add its model first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The best model so far answers more held-out problems than at the start; use it now or go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The calibration file needs solutions with and without an error that fit the model; choose another, or state a threshold.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The card of the starter model at {place} cannot be read ({reason}); install Stepmark again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The change is {change} points ({certain} {low} to {high}, {problems} problems, best guess).{sampled}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat template of this model cannot be used: {reason}; choose another model file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The checkpoint {name} could not be written ({reason}); free some space on the disk and resume the run from its last checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The checkpoint {name} was not used: {fault}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The config.json of {name} does not belong to its weights; download the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to the server at {host} broke off; see whether the server still runs, and ask again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to {host} broke off; what came so far is kept: go on for the rest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The conversation does not fit the model&apos;s context; shorten it or load the model with a longer context.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The conversation has {count} tokens, and this model&apos;s context holds {limit}; shorten it or load the model with a longer context.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk is full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk is full, so the run could not go on; free some space, then resume it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk of {folder} has {free:.1f} GB free and the download needs {needed:.1f} GB; free some space, then go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The download ended by a fault of Stepmark ({reason}); try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine failed unexpectedly ({reason}); try again or reload the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine stopped while writing: {reason}; what it wrote is kept. {then}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine stopped: {reason}. {then}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine {what} for {seconds:.0f} s. It goes on by itself when it can; Stop keeps what was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The feedback snapshot of this run was changed since it began; start a new run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file cannot be written in {folder} ({reason}); free some space or choose another folder, then go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is not the one promised: its SHA-256 is {found} and not {sha256}. It was put aside and will not be used; check the address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is not there any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is not there any more; put it back, add it where it lies now, or remove the model from the list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file on the server has changed, or it sends no parts: started over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file {path} is not there; download the model again or choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file&apos;s structure is damaged: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The filter {name} is a list of texts; mend it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first day lies behind the last one; swap them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder of {name} cannot be written ({reason}); move the project to a folder of your own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder {folder} cannot be made ({reason}); choose another place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder {folder} cannot be made ({reason}); choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder {folder} cannot be written ({reason}); choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder {path} already holds a run; resume it or choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder {path} holds {count} GGUF adapters instead of one; train or publish the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder {path} is not there; choose the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The guideline is as it was; change its text to make a new version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hub&apos;s token could not be read from the system&apos;s keyring ({kind}); unlock the keyring and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key and every text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key cannot be kept in this system&apos;s keyring ({reason}); keep it for this session only, or give it in the environment as {variable}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key holds characters that no key has; copy it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key of {name} could not be read from the system&apos;s keyring ({kind}); unlock the keyring and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key of {name} is still in the system&apos;s keyring ({kind}); delete the entry {keyring}, {id} there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key was not accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of model folders at {file} cannot be written ({reason}); free some space and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of recommended models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The llama engine could not sample ({reason}); choose the recipe&apos;s rollout “trainer”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The llama engine ended ({reason}); resume the run, or choose the recipe&apos;s rollout “trainer”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The llama engine fell silent; resume the run, or choose the recipe&apos;s rollout “trainer”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The llama engine reads a prompt as {theirs} tokens, the trainer as {ours}; choose the recipe&apos;s rollout “trainer” for this model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log ends with: {line}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The longest responses do not fit into memory {before} at a time; training goes on with {microbatch} at a time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The merged model could not be written to {parent} ({reason}); free some space or choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model computed no usable numbers (NaN); its file or its adapter is damaged, so choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model computed no usable numbers (NaN); its files or its adapter are damaged, so choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model could not be loaded: {reason}; {advice}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model could not be prepared in {parent} ({reason}); free some space and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model file {path} is not there; choose the file again or download it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model in use runs on a server, where it cannot be trained; use a model of this machine on the Models page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model in {folder} cannot be loaded for training ({reason}); choose a folder with config.json, model.safetensors and tokenizer.json.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model in {folder} cannot be made into a GGUF file: {reason}; choose a GGUF file instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model in {folder} could not be prepared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model in {folder} is damaged ({reason}); install it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model in {folder} is incomplete ({reason}); install it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model in {folder} is incomplete ({reason}: {filename}); install it again or choose another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model spent all its tokens on hidden reasoning; raise the limit of tokens or turn reasoning off on the server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model was not loaded; load it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model was not merged: {reason}; try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The new model is better: it went from {before:.0%} to {after:.0%} of {count} held-out problems.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The new model is not better: it went from {before:.0%} to {after:.0%} of {count} held-out problems; mark more steps before you train again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next request starts it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of Stepmark that writes tables ended early (code {code}); free some memory and disk space, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The policy first imitates {count} solutions that are right or were corrected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The policy hardly varies its answers any more (its entropy collapsed), so there is nothing left to learn from; lower the learning rate or add an entropy bonus.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The policy moved {kl:.0f} nats per response away from the model it began as (limit {kl_limit:.0f}); lower the learning rate or raise the KL weight.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The policy of update {update} was kept, the best on the held-out problems ({accuracy:.0%}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The policy of update {update} was kept, the best on the held-out problems ({accuracy:.0%}, {start:.0%} at the start).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The policy of update {update} was kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The preference reward model could not be checked, because too few comparisons are held back, so it does not count; compare responses to more problems.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The preference reward model orders {accuracy:.0%} of {validation_pairs} held-out pairs as the expert did</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The preference reward model&apos;s loss is no longer a number; lower reward_learning_rate and start again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The process that scores the solutions failed: {reason}. Try again with --limit.{last}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The programs of the starter model are missing from {folder}; install Stepmark again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The project file {name} was deleted or replaced while it was open; nothing more is saved there. Save a copy under another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The project was brought to the present format; a backup is at {backup}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt could not be split into tokens; shorten the problem.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt is empty; write a problem first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt is longer than 4 MB; shorten the problem.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The quantization {wanted} is not known; choose 4bit or none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe cannot run: {name} {fault}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe has no setting called {name}; known are {known}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe rewards the final answer only, so no reward model was trained.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe {name} cannot be read ({reason}); give a JSON or TOML file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe {name} holds no settings; give names and values.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe&apos;s {name} {fault}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The response {id} is part of another thread here; merge a copy that was made from this project.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reward model could not be checked, because too few marked steps are held back; mark more problems for a reliable gain.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reward model does not fit in memory; close other programs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reward model in {folder} is of the kind {kind}, which this version of Stepmark does not know; use the version that trained it, or train one here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reward model takes about {needed:.1f} GB of memory, but {free:.1f} GB are free; unload a model or close other programs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reward model&apos;s file {name} in {found} is missing or damaged; train it again, or copy the folder anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reward model&apos;s loss is no longer a number; lower reward_learning_rate (verifier_learning_rate for the generative kind) and start again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reward model&apos;s process could not be started ({reason}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reward model&apos;s process ended: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reward rose while held-out accuracy fell from {start_accuracy:.0%} to {accuracy:.0%}, so the policy was learning to please the reward model; mark more steps or raise the KL weight.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The row {key} of {table} is not what its last change left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run in {path} is already at work; wait for it or stop it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run&apos;s folder could not be written or read ({reason}); free some space on the disk and resume the run, which goes on from its last checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run&apos;s folder {path} could not be written ({reason}); nothing was started. Free some space or choose another folder, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same in both: {counts}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server at {host} cannot continue a given beginning word for word; {ask_again}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server at {host} closed the connection without an answer; see whether it still runs, and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server at {host} could not prove its identity (its certificate is not trusted here); check the address or its certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server at {host} did not answer within {seconds:g} seconds; see whether it is busy, and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server at {host} did not take the connection within {seconds:g} seconds; check the address and the network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server at {host} does not answer as a chat model; choose another model or address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server at {host} does not know what was asked{said}; check the address ({address}) and the model&apos;s name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server at {host} does not offer {model}; choose one of: {listed}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server at {host} failed (status {status}){said}; see its log, and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server at {host} is busy{said}; try again {later}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server at {host} offers no model; load one there and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server at {host} offers several models; name one of: {listed}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server at {host} packs its answers; turn compression off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server at {host} refused the request (status {status}){said}; change what it names, or choose another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server at {host} sends on to another address{where}, which is not followed; give that address yourself if you trust it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server at {host} sent more than an answer can be; check that the address is that of a model server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server at {host} sent {what} for {seconds:g} seconds; see whether it is overloaded, and ask again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server at {host} takes no data; try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server began the response anew instead of continuing it; {ask_again}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server broke the response off (another request may have come in between); ask again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server closed the connection before the response was finished; see whether it still runs, and ask again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server dropped the line end behind the given steps, and the model wrote on in the last of them; {ask_again}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server ended the response by itself ({word}); ask again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server gave up while writing: {said}; see its log, and ask again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server sends from one address to the next; check the address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server sent what is no streamed answer; check that it is a model server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server writes more than it was asked for; choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The share lies above 0 % and at most at 100 %; choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The starter model is missing from {folder}; install Stepmark again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The table could not be written ({reason}); try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tensor {name} of {folder} has no place in a GGUF file; choose a GGUF file instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token is kept until Stepmark ends: the system&apos;s keyring refused it ({kind}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token is still in the system&apos;s keyring ({kind}); delete the entry {keyring}, {entry} there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The training process ended unexpectedly; resume it to go on from its checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The warm start&apos;s loss is no longer a number; lower warm_start_learning_rate and start again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights of {name} lack {missing}; download the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are neutral marks, and {format_id} knows only right and wrong; choose what neutral becomes (--neutral positive|negative|drop).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no held-out problems with a reference answer, so the gain cannot be measured; import some with the held-out split.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no such problems; import some, or choose another set.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no training problems; import some that are not held out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a file called {name} in {folder} already; use it, or move it away and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no answer to compare with yet: accept a solution that ends in one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no file {path}; check the name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no folder {folder}; make it or choose another place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no model called {wanted} in this project and no such file; see the list with: stepmark models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no preset called {key}; choose one of {known}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no project at {target}; make one with: stepmark import FILE{option}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no response yet: generate one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no room for a context of {context_length} tokens ({reason}); choose a shorter context or a smaller model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no room to load {name}; close other programs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no suggestion for this step; mark it yourself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not enough memory for this conversation; close other programs, shorten the conversation or load the model with a shorter context.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not enough memory to train on even one response at a time; close other programs or choose a smaller model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not enough memory to train on even one response at a time; lower the recipe&apos;s max_tokens or choose a smaller model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to save yet: write the solution first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to write as {format}, and a data set folder cannot be empty; mark some steps first, or choose another format.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There was not enough memory to load {name}; close other programs or choose a smaller model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There was too little memory for full precision, so this model computes in {precision}: a seed may give another text in a batch than alone. Close other programs and load it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These are the same model; choose two different ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This adapter uses {refused}, which a GGUF adapter cannot hold; train it as plain LoRA.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This address is too long or has blanks in it; paste it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer has an NVIDIA GPU, and llama.cpp was built for the CPU only. To use the GPU: CMAKE_ARGS=&quot;-DGGML_CUDA=on -DLLAVA_BUILD=OFF&quot; pip install --force-reinstall --no-deps --no-binary llama-cpp-python llama-cpp-python==0.3.36</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer has an NVIDIA GPU, and torch was built for the CPU only. To use the GPU, install torch anew as https://pytorch.org/get-started describes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This file&apos;s history is not the one last saved here{where}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This folder is not there any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is no address ({reason}); paste it whole.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the last step; there is none after it to merge with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model does not write text; choose a text-generating model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model&apos;s tokenizer does not tell “correct” from “incorrect”, so it cannot be a generative verifier; set reward_model to process.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This needs {needed:.1f} GB in {folder} and {free:.1f} GB are free; free some space and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This problem is no longer in the project.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This problem waits for your blind second opinion: mark its steps, then accept to hand it in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This server takes neither top-k nor min-p; set both to 0 and ask again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This was changed again later, so it cannot be taken back alone; undo the later change first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trained from scratch on ten families of school problems; needs no download and errs on purpose, so that there is something to correct.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trained, but not measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training failed unexpectedly ({reason}); the log has the details.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training met a value that is not a number ({name}) and went back to the last good policy; {advice}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version {version}: the data changed since version {saved_version}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version {version}: the same data as before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waited for the GPU: {holder}; unload it on the Models page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What answers at {host} does not speak HTTP; check the port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What answers at {host} is no OpenAI-compatible server; check the address ({address}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What answers at {host} is no OpenAI-compatible server; check the address and the port ({address}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What {host} sent is no usable model; it was put aside. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether the new model is better was not measured, because no held-out problem has a reference answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worse: {numbers}, {earlier}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You marked this step yourself; a third has to decide it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your marks and the snapshot of this run are kept; nothing was trained yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your marks and {kept} are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your own list of models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a column occurs twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a comma and another item, or the end of the list, was expected behind it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a conversation of steps and + or -</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a list (one object per line is needed)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a list is of the unusable type {kind}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a list was expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a list with a label for each step was expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a loaded model uses the GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a marked response, in PRM800K&apos;s fields</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a message of the {role} was expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a name is at most {most} printable characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a number has {count} digits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a number was expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a problem, columns by common names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a response that is not here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a response to “{problem}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a solution and its earliest error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a solution with + or - at each step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a solution, its columns named by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a step that begins with {label} was expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a text in its vocabulary is longer than the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The new model is not clearly better: it went from {before:.0%} to {after:.0%} of {count} held-out problems, which may be chance; mark more or hold out more problems.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Older backups made room on the disk: {count} are kept, {size:.1f} GB in {folder}; copy one elsewhere to keep it for good.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reward model is not clearly better than chance on held-out marks (AUC {auc:.2f}, {validation_steps} steps); mark more steps before trusting the new model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reward model is not clearly better than chance, so PPO would learn from guesses. Go on all the same, or stop and mark more steps?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a training run uses the GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a whole number was expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>accept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>accepted solutions with a step marked incorrect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>add annotator {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>add model {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>add {number} problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>add {number} problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>already on the other side of the split, skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an annotator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an entry has an empty id or name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an entry is of the unknown type {kind}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an entry of its header is no tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an id is at most {most} printable characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an object was expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an object was expected, not {kind}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>annotate {mode}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another annotator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another one, now turn {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another program of Stepmark uses the GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ask again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ask {name} for {count} blind opinions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bad problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>begins anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>behind its last word, the blank space after it left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>best F1 on {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>byte {number} is not UTF-8</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>byte {number} is not UTF-8; save the table as UTF-8</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bytes of text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>calculation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>call a pair a tie</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be negative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>check consistency: {agreeing} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose a smaller model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose alternative {alternative} of step {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose another model file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose no alternative of step {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose response {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>compare two models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>comparisons of a response that is gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>comparisons without a winner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>confirm step {number} {verdict}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>confirm {count} steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>correct</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cut into other steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>decide step as {verdict}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>end the comparison</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>entries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>error kind of step {number}: {kind}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>every problem with all its turns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everybody</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>explain step {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>field {field}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>follows from earlier error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>follows_from names no step of the response</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>give up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>guideline differs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>guideline version {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hand in blind marks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hand in {count} blind opinions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has not responded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has written nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>id taken by another problem, so a new one was given</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>import {what} from {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in {wait:.0f} seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>incomplete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>incorrect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>install Stepmark again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it asks for too much memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it belongs to another feedback snapshot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it came in under a new id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it came out as another model (off by {difference:.2f} nats)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it cannot be read ({reason})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it cannot be read as a table ({reason})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it changes the base&apos;s biases</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it crashed (a mapped file changed or was cut short)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it crashed (access violation)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it crashed (segmentation fault)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it crashed in an arithmetic operation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it declares a header of {length} bytes, which cannot be</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it declares an alignment of {alignment}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it declares no attention heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it declares {count} tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it declares {layers} layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it declares {value} {what}, which is more than {ceiling}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not begin with the letters GGUF</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not end each step in {marker}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not end in &apos;#### &apos; and a final answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it does not say its {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it ended on its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it ended with code {code}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it ends in the middle of its header</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it ends in the middle of its vocabulary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it fails ({kind})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it fails ({kind}: {reason})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it gave no reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has no file model.safetensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has {cells} cells and the header {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds NUL bytes; it must be UTF-8 text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds bytes that belong to no tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds no config.json</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds no rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds no tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds no tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds no vocabulary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds no weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds no {wanted}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it holds what JSON cannot ({reason})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it hung and had to be ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is UTF-16 or UTF-32 text; save it as UTF-8</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is UTF-16 text; save it as UTF-8</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is a Parquet file, not JSON Lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is a database; a project is opened with --project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is a zip archive, and none is opened here; unpack it first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is an adapter, which needs its base model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is an empty zip archive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is compressed (gzip); unpack it first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is cut short (the tensor {name} is not all there)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is cut short ({room} of {end} bytes are there)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is nested more than {depth} levels deep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is nested too deep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not UTF-8</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not the input with + or - for each marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not the text at these offsets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not valid CSV ({reason})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not valid JSON ({reason} at character {number})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is not valid JSON ({reason})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is of the kind {kind}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is of version {version}, and versions 2 and 3 are known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is one JSON document over many lines; JSON Lines has one object on each line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is one part of several; join the parts first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is too large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is too short</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it keeps nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it looks in both directions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it must be -1 (no error) or one of the {steps} steps, counted from 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it must be one of: -1, 0, 1, null</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it must be one of: {allowed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it names no architecture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it names no completion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it names no problem of the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it names no response of the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it names no response of the turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it names no {table} of the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it renders to more than 4 MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it states no final answer in \boxed{{}}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it stopped at a failed internal check (an assertion)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it takes too long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it unpacks to more than {times} times its size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it uses {feature}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it was asked to end from outside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it was begun with {way}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it was ended by signal {signal}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it was not taken; it is only in the other file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it was put behind this project&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it was stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>item {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its JSON holds {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its JSON is broken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its JSON is nested too deeply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its JSON is no object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its JSON names a thing twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its activation is {activation}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its architecture is {architecture}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its attention has a sliding window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its attention has biases</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its attention has biases before and none after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its attention is scaled otherwise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its attention scores are capped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its chat template is longer than 1 MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its config.json names no architecture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its embeddings are {shape}, where {size} tokens of {width} are declared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its file {name} is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its file {name} is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its header names no version of GGUF</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its heads are {key}, {value} and {rotary} wide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its index and its files do not agree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its index lists no files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its index names the file {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its index names {count} files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its list of {name} is of the wrong type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its manifest is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its number of parts is no number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its process ended ({reason})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its ranks do not belong to its weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its reader ended early: it is damaged, or needs more memory than it is given</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its rotary embedding is scaled ({kind})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its rotary embedding is scaled in an unknown way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its rotary embedding is stretched in a way that is not known here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its rows need more memory than a reader is given</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its setting {name} would load a program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its settings are broken ({reason})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its settings do not belong to its weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its tensor {name} has no place in transformers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its tensors overlap or leave gaps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its tokenizer (PLaMo-2) is not safe to load in this version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its tokenizer came out damaged ({reason})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its tokenizer is not byte-level BPE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its tokenizer is not known ({reason})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its tokenizer rewrites the text first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its tokenizer splits text in a way that is not known here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its tokenizer would cut text in other places</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its vocabulary has only {size} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its vocabulary has {size} tokens and another number of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its vocabulary holds a token twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its vocabulary holds tokens of unknown types</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its weights are quantised as {kind}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its {name} differs from layer to layer or is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its {name} is {one}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its {name} is {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>joined to a problem that is here under another id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>labels of steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>line {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>llama.cpp cannot load {name}; download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>llama.cpp cannot run this model; choose another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>llama.cpp could not run the model (code {code}: {reason}); load the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>llama.cpp could not set the adapter; load the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>llama.cpp gave no reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>llama.cpp has no logits; load the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lower the learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>make {count} responses gold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>make {count} responses no gold any more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mark step {number} {verdict}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory on the GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mend it or move it away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>merge steps {number} and {next}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>merge {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>messages to imitate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>misread problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>much better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be above 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be of type {kind}, not {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be {choices}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must lie in 0 to 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needs a number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needs a whole number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>negligibly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>negligibly better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>neutral</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no column with a problem&apos;s statement was found (columns: {found}); name it problem, question, statement or prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no new text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no such field is known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no {first} parts the problem from its solution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not defined (n = {n:,})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not responding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one of the {kind}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only you and your organisation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>open response {number} of the check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pairs of equal texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>prefer step {number} as it stands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>problem, solution with \boxed{{}}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>problems set aside as bad</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>prompt, completion, good or bad</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rank {count} responses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rate alternative {number} {rating}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reasoning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>redo: {label}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reference answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reference solution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>refine by {mode}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>remove model {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>remove the rewrite of step {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rename annotator to {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reopen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>response</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>response to compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>responses of a ranking that are gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>responses whose first step has no label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>responses whose steps up to the first error are not all marked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>responses with a literal {marker} or &apos;Step 1:&apos; inside a text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>responses with an error whose problem has no reference answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>responses without a mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rewrite step {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rewrites behind an earlier error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rewritten</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row {rows}: {line}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>set aside: {status}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>skip a pair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>slightly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>slightly better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>solves a problem on the other side of the split, where it stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>split</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>split step {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>start training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step {number} follows from none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step {number} follows from step {earlier}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step {number} of “{problem}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>steps after the first error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>steps are numbered from 1 in order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>steps follow each other inside the response&apos;s text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>steps from the first one without a label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text was expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text, or one message of the {role}, was expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the annotator {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the checkpoint of update {update}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the column {name} occurs twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the entry {key} is there twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the folder holds no Parquet files and no data set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the hub answered {status}: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the hub at {endpoint} cannot be reached: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the hub refused the token; check that it may write to this data set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the id {id} occurs twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the id {id} of two problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the item is longer than {limit:,} bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the key {key} occurs twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the line is longer than {limit:,} bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the number is too large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the number {number} is too large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the other one&apos;s is newer and was taken; the earlier one is in the history</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the other one&apos;s was decided by a third and counts; this project&apos;s is kept beside it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the problem is missing or empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the problem “{problem}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the row is longer than {limit:,} bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the row is longer than {limit:,} bytes; is a quote left open?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the sha256 of {id} is not 64 hexadecimal digits in lower case</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the statement is missing or empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the system ended it, because memory ran out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the system ended it, most likely because memory ran out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tensor {name} declares an extent of {extent}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tensor {name} declares an impossible shape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tensor {name} does not say where it lies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tensor {name} has another size than its shape says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tensor {name} has {dimensions} dimensions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tensor {name} is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tensor {name} is not aligned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tensor {name} is not where it should be</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tensor {name} is of an unknown type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tensor {name} is of the unknown type {ggml_type}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the tensor {name} is {found}, where {wanted} is declared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the text holds a NUL character</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the text holds half a surrogate pair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the text is longer than {most:,} characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the text is missing or empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the text is not UTF-8</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the thread {id} is in this project with other content; import it into a new project instead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the trained reward model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the {table} {key}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there are more than {most:,} columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there are more than {most:,} steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there are {labels} labels and {steps} steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there are {labels} labels and {texts} completions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this build uses an instruction that the processor lacks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this id belongs to another problem here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this project&apos;s is newer and stays; the other one&apos;s is kept beside it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this project&apos;s stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tie</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>topic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>train the reward model again, or reward the answer only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>training {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>transformers folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>true or false</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>true or false was expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>turn {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>turn {number} by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>turn {number} of “{problem}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>two entries bear the same id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>two files hold the tensor {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>two tensors bear the same name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>undo: {label}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unjustified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unmarked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unrated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use &apos;ask again&apos; instead, or a server that continues (vLLM, SGLang, llama-server)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>values in one list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>version {version} is not known; update Stepmark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>withdraw {count} blind opinions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>word for word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{about}: here {here}, there {there}; {resolution}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{accuracy} before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{accuracy} of held-out answers are right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{carried} go to {host} unencrypted; use https:// where it is offered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count:,} already on the other side of the split</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count:,} {verdict}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} files, {size:,} bytes, to the data set {repo} at {endpoint}, to be read by {seen}:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} in order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} rows refer to rows that are not there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} with an error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} would be added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{fault} (column {name})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{field} of {id} is {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder} cannot be used: {reason}. Download the model again or choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder} holds links to other files; export it anew before it is sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder} holds no reward model; name a run that trained one, or train one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder} is no exported folder; export as Parquet or as a data set folder first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder} is no folder; choose one that holds models.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{folder} is not among the folders of models.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{format_id} is no format that can be {verb}; choose one of: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{format} always keeps neutral as it is; leave --neutral out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{format}: all {rows} came back as they were{more}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{format}: {equal:,} of {rows} came back as they were; these did not:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{format}: {rows} written and read back. Stepmark does not import this format.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{measured}, which is not clearly better than chance, so it does not count.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is {format} as a CSV table, which is for reading only. Nothing was imported; import the same data as JSON Lines or Parquet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} held-out problem is few to measure with, so the gain will be uncertain; hold out more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} held-out problems are few to measure with, so the gain will be uncertain; hold out more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{found} accepted or corrected solutions are too few to imitate before PPO ({warm_start_minimum} are needed); accept or rewrite some more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>llama.cpp cannot split a short text into tokens; choose another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{found} is no day; write it as 2026-11-21.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{heads} heads do not share {heads_kv} heads of keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} answered with status {status}; try again later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} cannot be reached ({reason}); check the network and the address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} does not send the file from its beginning; try again later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} ended after {received:,} of {total:,} bytes; go on to fetch the rest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} has no file at this address; check the address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} offers {total:,} bytes and the list promises {promised:,}: this is another file. Check the address, or tell the list&apos;s author.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} refuses to hand out the file (status {status}); it may want an account or an agreement: fetch it with your browser, then add the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} sends more than the {total:,} bytes promised; check the address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} sends on to this machine itself, which is not followed; check the address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} sends the file in a packed form; choose another address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} stopped sending; what came so far is kept: go on when the network is better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} would be asked without encryption; use an address with https://.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{init} cannot be read as a program; install Stepmark again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} is being fetched already; wait for it or stop it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} is being fetched; stop it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} names the token {value} of {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{kind} is not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{label} is no verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{measured}; it counts in the outcome reward with weight {weight:g}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} ({named}) does not write text the way a chat model does; choose a text-generating model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} and {count} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} brings program code of its own (auto_map), which Stepmark never runs; choose a model whose architecture transformers knows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be converted for training: {reason}; choose the model&apos;s safetensors folder as the base instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be copied ({reason}); free space and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be loaded ({kind}: {reason}); download it again or choose another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be loaded: {reason}. Choose another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be made ({reason}); choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be opened ({reason}); choose another project.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be read ({reason}); choose the {suffix} file of an export.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be read ({reason}); give a ProcessBench file (JSON).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} carries no adapter; choose a trained model to merge.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} comes with Stepmark; there is nothing to download.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} could not be converted in {parent} ({reason}); free some space and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} could not be loaded: {reason}; download it again or choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} exists already; choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has rows that refer to nothing; merge a backup instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has tables that Stepmark did not make; merge a project that was not altered by other programs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} holds a value that Stepmark does not know ({reason}); merge a backup of it instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} holds both a model and an adapter ({config}); put the adapter&apos;s files in a folder of their own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} holds no solutions; give a ProcessBench file (JSON).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} holds nothing that is not here already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} holds {pickle}, a pickle file, which can run a program when it is opened, and no {wanted}. Stepmark opens safetensors only: download the model in that form, or ask its authors for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} in {folder} is not usable: {reason}; download the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a GGUF adapter and its base is a transformers folder; add the base as a GGUF file, or the adapter as a PEFT folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a PEFT adapter and its base is a GGUF file; add the base as a transformers folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is an adapter, which needs its base model; choose the base first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is an adapter; choose its base model instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is being fetched by another window or process; wait for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is damaged ({reason}); merge a backup of it instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is damaged ({reason}); restore a backup{where}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is damaged or cannot be opened ({reason}); restore a backup.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is damaged; merge a backup of it instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is here already; choose that name in the list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is here and whole, but where it came from could not be noted ({reason}); free some space.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is in use by another program; close it there and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is in use; a run begins again at its base, with all marks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is larger than 256 MB; split it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is no LoRA adapter of {base_name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is no LoRA adapter; choose another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is no filter; use some of: {known}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a Stepmark project; choose another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a usable GGUF file: {reason}; download it again or choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a usable safetensors file: {reason}; download it again or choose another model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is nothing that a column can hold; use one of: {known}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is open in another window or process; close it there, then open it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is stored in the form {quantized}, which Stepmark does not read; choose the unquantised model, or its GGUF file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is this very project; choose the other annotator&apos;s file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} keeps no export; choose the {suffix} file of one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} lies on a file system without locks ({reason}); copy it to a local disk and open it there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} needs about {needed:.1f} GB of memory and {free:.1f} GB are free; close other programs, choose a shorter context or a smaller model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} needs about {needed:.1f} GB of {where} and {free:.1f} GB are free; close other programs, choose a shorter context, fewer samples or a smaller model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was changed by hand and cannot be repeated; export anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was closed a moment ago and its backup is still being written; try again in a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was cut short meanwhile; download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was made for {architecture} models and this one is {base_architecture}; choose the model it was trained on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was trained on other weights than {base_name}; choose the model it was trained on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was written by a newer Stepmark; update Stepmark to open it (the file was left as it is).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {trouble}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} accepted suggestion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} accepted suggestions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} alternative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} alternatives</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} annotator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} annotators</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} blind pass</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} blind passes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} comparison of models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} comparisons of models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} consistency check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} consistency checks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} decision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} decisions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} duplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} duplicates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} gold response</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} gold responses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} guideline version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} guideline versions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} held-out problem is among the training problems too, word for word, so the measured gain will flatter; take them out of one side.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} held-out problems are among the training problems too, word for word, so the measured gain will flatter; take them out of one side.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} marked step is few for a reward model; mark more solutions: {enough} steps or more give a result to trust.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} marked steps are few for a reward model; mark more solutions: {enough} steps or more give a result to trust.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} marks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} preference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} preferences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} ranking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} rankings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} response</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} responses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} second opinion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} second opinions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} shown pair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} shown pairs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} solution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} solutions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} step is marked differently by different annotators; the reward model learns the share of each verdict. Agree on them for a clearer signal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} steps are marked differently by different annotators; the reward model learns the share of each verdict. Agree on them for a clearer signal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} thread</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} threads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} turns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} alternative of step {step}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} alternatives of step {step}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} draft of unsubmitted text kept; the steps show them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} drafts of unsubmitted text kept; the steps show them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} event is missing from this project{where}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} events are missing from this project{where}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{out} is there already; choose another name or delete it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{pairs} comparisons of responses are too few for a preference reward model ({preference_minimum} are needed), so they were not used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} ({format}, {rows}): {parts}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} cannot be read ({reason}); check the file and its permissions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} cannot be read ({reason}); choose the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} cannot be read ({reason}); download the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} cannot be read ({reason}); train the model again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} could not be written ({reason}); what was there before is unchanged. Free some space or choose another place, then export again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} holds no training run; start a new one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} holds other things, which would be replaced; choose a new or an empty folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is a file, and a folder is written; choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is no adapter; choose a folder with {config}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is not a file that can be replaced; choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is not a file; name a JSON Lines file to import.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is not a list of data sets that this one could be added to; mend it or export to another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{place}: the id {id} belongs to another problem; a new one was given</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{place}: the problem is here already and stays as it is ({split})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{place}: this project&apos;s guideline {key} has other words and stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{place}: {other} holds its problem as {known}; it stays there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{place}: {other} holds the same problem as {known}; it was not taken as {split}, for a problem is never on both sides</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{place}: {reason}. Nothing was imported; correct the file and import it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{records} written to {path} (steps: {steps}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{records} written to {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{repo} is no name of a data set; write it as owner/name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{run} is no training run of this project; start a new one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{side} response {strength}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size} processes train this run together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value} is no split; use train or heldout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value} is no {name}; use one of: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value} says nothing about neutral; use one of: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what} at {path} cannot be read ({reason}); {remedy}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what} at {path} cannot be used: {reason}; {remedy}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what} by the server at {host}; give its key again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what} for {seconds:.0f} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>… and {count:,} more conflicts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>… and {count} more rows: {kind}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DataChoices</name>
    <message>
        <source>Data set, a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON Lines, one file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parquet, a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table (CSV), exact</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table (CSV), one file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as correct</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as incorrect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as the file says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for load_from_disk of the datasets library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for reading in spreadsheets; an apostrophe keeps text from being run as a formula</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for reading; spreadsheets run text that begins like a formula</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held-out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>incorrect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>most tools read it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>neutral</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>split and sharded, with its card: ready for a hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>training</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DataPanel</name>
    <message>
        <source>Parts of the Data page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DataPresenter</name>
    <message>
        <source>1 problem · {marked:,} marked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{total:,} problems · {marked:,} marked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the column that holds the problem.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Importing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking the round trip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder has changed since; send it if this is what you want to send.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sent to {address}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forgetting the token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No token of the hub is kept any more.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Desk</name>
    <message>
        <source>This could not be undone. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DetailsPanel</name>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right answers on held-out problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chat template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DownloadsPresenter</name>
    <message>
        <source>{key} ({size}) is here; choose Load to use it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not stated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{context:,} tokens</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DraftEdit</name>
    <message>
        <source>… the first {shown} of {all} characters; too long to be edited here</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Duel</name>
    <message>
        <source>One of the models is no longer in the project; end this one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The models are answering: {written} of {wanted}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first pair comes as soon as both models have answered one problem. You can work on the other pages meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answers could not be written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some answers are missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both models must answer a problem before its pair can be judged. What is written already is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the rest</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EarlierRuns</name>
    <message>
        <source>Runs so far</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EndingCard</name>
    <message>
        <source>Use this model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare blind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model is in use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go back to {base}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reward model</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EnginePresenter</name>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits: {waits_for}. It is written as soon as the GPU is free.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>generating…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the engine stopped; {sentence}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EngineStatus</name>
    <message>
        <source>{name} · waits: {waits_for}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} · starts again with the next turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ErrorReporter</name>
    <message>
        <source>A fault in Stepmark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong inside Stepmark. Your saved work is safe and you can go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{summary}

The log has the details: {log_path}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExportCard</name>
    <message>
        <source>Format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Written as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Neutral steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also the steps after the first error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the round trip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export marks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check by reading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON Lines (*.jsonl)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the new folder</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FeedbackPanel</name>
    <message>
        <source>Keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guideline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsaved drafts of both texts were restored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsaved draft of the rewrite restored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsaved draft of the explanation restored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No step selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After the first error: no mark needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a step to explain or rewrite it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No steps yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps of a solution are explained and rewritten here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guideline version {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follows from step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explanation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rewrite</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FiltersCard</name>
    <message>
        <source>accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bad problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>converged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>either way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>every step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>given up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held-out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no open disagreement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only where they agree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to the first error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marks by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status of the work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Topic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Responses of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Side of the split</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How marks were made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marks from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marks until</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where several marked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence of the problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take everything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repeat an export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What part of the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repeat an export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept exports (*export.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>YYYY-MM-DD</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FollowsRow</name>
    <message>
        <source>Follows from an earlier step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follows from step {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {number}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type 1, or 0 for none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type 1 to {last}, 0 for none</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GuidelinePanel</name>
    <message>
        <source>Show what changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>version {version} · {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsaved draft of the guideline restored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mark of this step was made under version {version}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mark of this step was made under this version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the guideline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What changed in the guideline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guideline</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Hints</name>
    <message>
        <source>Undone: {act}. See the {page} page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done again: {act}. See the {page} page.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>correct</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>neutral</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>incorrect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>accepted suggestion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first-error mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>full mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>undone: {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done again: {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kind: {kind}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kind taken away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{verdict} again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>verdict cleared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>follows from no step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>follows from step {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>follows from an earlier step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>explained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>explanation changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>explanation taken away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rewritten</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rewrite changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rewrite taken away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{time} spent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>just now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} min ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} h ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} d ago</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HistoryList</name>
    <message>
        <source>nothing yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show {count} earlier</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ImportCard</name>
    <message>
        <source>Choose a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name the columns by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows that cannot be imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>… and {count:,} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import problems and solutions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON Lines, JSON, CSV or Parquet: problems, or solutions with the labels they carry.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data (*.jsonl *.json *.csv *.tsv *.parquet);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Insights</name>
    <message>
        <source>correct</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>neutral</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>incorrect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reasoning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>calculation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>misread</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unjustified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>incomplete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>follows from earlier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kind not said</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>verdicts {per}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{when}: {number} {name} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>incorrect steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>incorrect steps, the {count} topics with most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kind of error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{topic}, {kind}: {number} of {total} incorrect steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{step}: {count} of {judged} judged solutions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first error at {step}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>solutions · {without} of {judged} have no error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>solutions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step of the first error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step {step} or later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step {step}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>marks per hour of marking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{when}, {name}: {pace} an hour ({marks} in {time})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>said to be correct by {share}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Said {said} %: {so} % are correct ({count} steps)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>correct in truth, of {steps} held-back steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean error {error} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>correct in truth (steps)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>probability said</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{when}, {name}: {share} of {problems} problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>right answers to held-out problems, 95 % intervals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>still wrong after {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>changed by {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{one} {first}, {two} {second}: {count} of {steps} steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{one} and {two} differ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the same verdict, of the steps that both marked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>annotator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{same} of {steps} steps the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cohen&apos;s kappa {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no topic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>week of {day}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>per day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>per week</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>per month</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>week from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>month</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InsightsPanel</name>
    <message>
        <source>Verdicts over time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error kinds by topic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where first errors fall</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marks per hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reward model: said and so</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before and after each run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agreement between annotators</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All topics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>7 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>30 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>90 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Topic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Insights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a part, or press Enter on it, to open the problems behind it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InsightsPresenter</name>
    <message>
        <source>Counting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The marks are being counted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The project is being closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is marked yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to Annotate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The marks could not be counted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No mark in this time; choose a longer one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{marks} verdicts on one problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No problem that you may look into is behind this part; choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{marks} verdicts on {problems} problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark the steps of a solution; then charts of your marks appear here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} without a date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From Insights: {name}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobsTrainingWatch</name>
    <message>
        <source>Training waits for your answer on the Train page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training: paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training: stopping at a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training: {stage} {fraction:.0%}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>There is no action called “{name}”; see the keys on “?”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} already means “{other}”; choose another key.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeysOverlay</name>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change keys…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any other key closes this list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pages, first to last</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KindRow</name>
    <message>
        <source>Error kind</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Kinds</name>
    <message>
        <source>reasoning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>calculation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>misread</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unjustified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>incomplete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>follows from an earlier step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>misread problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>follows from earlier error</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LoadedModel</name>
    <message>
        <source>That model is no longer in the project; choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model is loaded; choose one on the Models page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine stopped; choose the model again on the Models page.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>{page}: {key}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ManualEditor</name>
    <message>
        <source>Your solution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as a turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter: next step · Enter on an empty step: answer · Shift+Enter: new line</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ManualPresenter</name>
    <message>
        <source>Your solution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your solution from step {number} on</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MappingForm</name>
    <message>
        <source>0 among labels means</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What 0 means among the labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First rows of the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no column</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MathText</name>
    <message>
        <source>Copy the source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select all</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MergeCard</name>
    <message>
        <source>Choose a project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What differs, and what is done about it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge another annotator&apos;s project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same step is one step in both. What only the other one holds comes in; nobody&apos;s mark is lost, and what differs is listed first. The other file is only read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge a project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stepmark projects (*.stepmark);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelFacts</name>
    <message>
        <source>on its server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{change} points ({low} to {high})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best guess</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change (95 %)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not yet fingerprinted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from {host}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Downloaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>against its SHA-256</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not stated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n:,} tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} lines, their beginning is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 line</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelsDownloadLines</name>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not known before it is asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>against its SHA-256</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from {host}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopping…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>checking…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fetching…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped; what came so far is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking {host}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Contact it and download</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stepmark will contact {host} and fetch a file. Nothing of yours is sent. You will not be asked again for this host.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stepmark will contact {host} and fetch {size}. Nothing of yours is sent. You will not be asked again for this host.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{received} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>checking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size}/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelsForm</name>
    <message>
        <source>One model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The other model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held-out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare blind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare two models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each model answers the same problems; answers that are there already are used. You judge the pairs without knowing which model wrote which side. The names and the result come at the end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>problems at most</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelsPanel</name>
    <message>
        <source>Add a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a server…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for models…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folders are being looked through.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a GGUF file or a folder, download a model, or add a server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GGUF models (*.gguf)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a folder of models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models, servers, downloads and folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelsPresenter</name>
    <message>
        <source>Reading {name}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the model…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelsShown</name>
    <message>
        <source>Models on this machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Servers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folders that are looked through</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the file through for its SHA-256…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is downloaded goes here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models are used where they lie.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>takes {takes_bytes}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needs {needs}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{parameters} parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for {wants_base}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>trained {date}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} · no held-out problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} · {before:.0%} → {after:.0%} right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loading…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not usable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lacks its base</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>does not fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits: {waits_for}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was made for {wants}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It does not say what it was made for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{named}; add its base model to use it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It needs more memory than is free now; close other programs or choose a smaller one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop loading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its base model is not here; add it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needs about {needs}, {free} free now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes {takes} now, {free} are left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs on {server}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adapter, trained {date}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shipped with Stepmark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no models in it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text}, {bad} not usable</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelsWords</name>
    <message>
        <source>not checked: its publisher&apos;s checksum was not given</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{free} of {total} memory free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} · {gpu_free} of {gpu_total} on {gpu}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size:.0f} bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count:.1f} B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count:.1f} M</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count:.0f} k</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{seconds:.0f} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{seconds:.1f} h</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OrderStrip</name>
    <message>
        <source>The order so far, best first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{place}: response {number}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PageRail</name>
    <message>
        <source>Light or dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was done…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change keys…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the tour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light or dark as the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PairBoard</name>
    <message>
        <source>Left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PassesCard</name>
    <message>
        <source>Who marks again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Per cent of each topic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed of the draw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask for blind opinions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of gold responses to draw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw gold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} to mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} of them complete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 response handed in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} responses handed in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gold responses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hand in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark them now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blind second opinions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Somebody marks again what others marked, without seeing it. Gold responses, whose marks are a reference, are mixed in and look like all others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>marks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>% of each topic, seed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PastModel</name>
    <message>
        <source>Hidden while your blind pass is open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{act} (undone)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PastSheet</name>
    <message>
        <source>Go there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{done:,} of {total:,} acts turned…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Acts, the newest first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was done yet that could be taken back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo this act</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo this act</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo {count:,} acts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo {count:,} acts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A hidden act of another annotator stays as it is; hand in your blind pass first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do this act again?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take this act back?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do {count:,} acts again, one by one, up to and with this one?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take back {count:,} acts, one by one, down to and with this one?</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PlanCard</name>
    <message>
        <source>Train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the new model when it is done, unless it is worse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One setting is changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} settings are changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model to train: {trained}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A setting under Advanced cannot be used; mend it, or reset to the preset.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What there is to learn from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long to train</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Presets</name>
    <message>
        <source>A first look at whether the marks help: few updates, few held-out problems. Small gains do not show.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For many marks and time to spare: more updates, more responses in each, and a finer measurement.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quick</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Standard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The usual run: enough updates for a gain that lasts, and enough held-out answers to measure it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thorough</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ProblemCard</name>
    <message>
        <source>First-error: stop at the first incorrect step. Full: mark every step. Click to change.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First-error mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held-out: yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held-out: no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show less</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Question</name>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the run</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QueueDelegate</name>
    <message>
        <source>Problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>set aside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{marked} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not solved yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>consistent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held-out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>turn {number}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QueueFilters</name>
    <message>
        <source>as imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>most informative first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hardest first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held-out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answered consistently</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with suggested verdicts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order of the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter of the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Topic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order: {order}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter: {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the filters away</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QueueList</name>
    <message>
        <source>Problems</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QueuePanel</name>
    <message>
        <source>{marked:,} of {total:,} marked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rate:,.0f} marks/hour today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{marked:,} of {total:,} problems are marked. Steps marked today: {n:,}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}. Only these problems are listed; click to list all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: list all problems again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unmarked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refining</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the search or choose another filter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count:,} found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search problems and solutions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queue</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Annotate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Insights</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RankingBoard</name>
    <message>
        <source>1st</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>2nd</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>3rd</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>4th</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>5th</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>6th</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>7th</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>8th</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the ranking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press the responses&apos; numbers ({first} to {last}), the best first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Response {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The order of the responses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best first</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReadingList</name>
    <message>
        <source>Copy the selected text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the response</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReadingText</name>
    <message>
        <source>Show all {count} characters</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReasonRow</name>
    <message>
        <source>ambiguous</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wrong reference answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>garbled text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needs a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>too hard for the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>too hard for me</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>takes too long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Esc</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is wrong with the problem?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why give up on it?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A word or two, or a number</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Recipe</name>
    <message>
        <source></source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 takes one per physical core</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A neutral step teaches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adapter rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adapter scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibrate the scores</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clip, policy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clip, value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Comparisons of responses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Credit of the steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discount</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entropy bonus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entropy floor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epochs, verifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fewest comparisons</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fewest solutions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gradient limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held-back share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held-out problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Importance cap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL horizon</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KL weight at first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning rate, value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning rate, verifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest response</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measuring and saving</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PPO</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PPO updates of the policy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passes per update</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Penalty for no ending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problems per step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problems per update</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Responses at a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Responses per problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Responses per step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reward model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sampled answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Softness of the worst</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Solutions per step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps of the head alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Updates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Updates between checkpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Updates between checks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value-only updates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warm start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight in the reward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight of explanations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight of step comparisons</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight of the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight of the steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is rewarded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When to stop early</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of head and adapter, process kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a stopped run goes on from there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answered before and after, at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>auto</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>before the adapter learns too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>before the policy moves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>beside the verdicts; 0: none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bfloat16</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>drawn from the training problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>drop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fewer take less memory, and more time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>float32</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for the generative kind; 0: verdicts only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>generative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>generative learns from explanations too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>if surely above chance; 0: no such model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>imitating accepted and rewritten solutions; 0: none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>keeps answers varied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>llama</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>longer ones are shortened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nats per response</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>negative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of problems, where no held-out one is marked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of ratios, where the llama engine samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the advantage estimate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the base; auto takes what the hardware is made for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the change of a value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the generative kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the imitation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the optimizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the policy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the probability ratio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the process kind; more learn by heart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the sampled answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the value head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the value&apos;s target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on held-out problems; 0: never</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>over all comparisons</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>over its responses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>over pairs, or over whole rankings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pairs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>per held-out problem, beside the best guess</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>per token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>positive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>process</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ranking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sampled in each update</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>share of the first update&apos;s entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>size of what is learned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>smaller is sharper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>so that 0.8 is right eight times in ten</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step scores, the final answer, or both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>steps and answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the same seed and marks give the same run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the trainer, or the llama engine with the adapter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the worst step decides, or all are added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>times the first update&apos;s length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>trainer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>twice the rank is usual</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>updates over which its weight adapts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what a neutral verdict counts as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>where the length limit cuts a response</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with fewer none is trained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with fewer there is no warm start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>λ, policy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>λ, value</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ResponseColumn</name>
    <message>
        <source>Place next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place next: {response}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first step is the same on both sides</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first {n} steps are the same on both sides</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ResponseWriter</name>
    <message>
        <source>{name} could not be loaded.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ResultCard</name>
    <message>
        <source>Compare two others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 tie</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} ties</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ResultsTable</name>
    <message>
        <source>Held-out problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By topic (problems), best guess</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunButton</name>
    <message>
        <source>Run of {title}: {outcome}. {meta}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunCard</name>
    <message>
        <source>Progress of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SampleColumn</name>
    <message>
        <source>right answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wrong answer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SamplesCard</name>
    <message>
        <source>Previous</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{at} of {pairs} held-out problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reference answer: {reference}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>comes at the end of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same problems, before and after</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ScaleBar</name>
    <message>
        <source>Much better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slightly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Barely</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tie</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left much better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left slightly better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left barely better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>right much better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>right better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>right slightly better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>right barely better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which response is better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>← Left is…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right is… →</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a tie</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ScoreBadge</name>
    <message>
        <source>no score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>score {score:.2f}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reward model&apos;s probability that this step is correct</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ScoringWatch</name>
    <message>
        <source>a training run is at work</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ServerForm</name>
    <message>
        <source>Add a server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A server of yours with an OpenAI API: vLLM, SGLang, llama-server. Problems and responses are sent to it when you use it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add the server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key (if it asks for one; kept in the system&apos;s keyring)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask for its models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ask for its models first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name on your list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as the server calls it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ServersPresenter</name>
    <message>
        <source>Asking the server…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingField</name>
    <message>
        <source>no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ShareCard</name>
    <message>
        <source>Choose an exported folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>owner/name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the data set at the hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token of the hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>empty: the one that is kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget the kept token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only for me and my organisation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List what would be sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A token that the hub took is kept in the system&apos;s keyring; where there is none, until Stepmark ends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send to a hub</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing connects before you have seen the list and chosen to send it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an exported folder</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ShortcutsEditor</name>
    <message>
        <source>Press another key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset this one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>press the new key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press the new key for “{action}”; Esc keeps the old one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every action has its usual key again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{action}” is now on {key}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No action is called so; type another word.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find an action or a key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Action</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an action, press Enter, then the new key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key stays as it was.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SplitCard</name>
    <message>
        <source>Split step {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where to split: move the caret</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put the caret where the second step begins. Both will be unmarked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {number} after the split</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StageMark</name>
    <message>
        <source>done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>under way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>still to come</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Stages</name>
    <message>
        <source>Load the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reward model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warm start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PPO</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publish</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StartTrouble</name>
    <message>
        <source>Stepmark projects (*.stepmark)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open another project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This project could not be opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open or create a project</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StatementCard</name>
    <message>
        <source>Problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held-out</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>No model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPU not used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who works now; every mark bears this name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rate:,.0f} tokens/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>context {used:,} of {length:,}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{waiting:,} to mark blind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works now: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, {some} of {layers} layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU, 1 thread</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CPU, {threads} threads</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StepCards</name>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StepDelegate</name>
    <message>
        <source>{accept} confirms one, {every} all, {open} opens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all {count} characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>follows from step {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>explained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rewritten</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StepLines</name>
    <message>
        <source>Step {first} unchanged, {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>verdict offered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>verdict confirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps {first}–{last} unchanged, {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>verdicts offered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>verdicts confirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{waiting} of {all} verdicts offered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StepMenu</name>
    <message>
        <source>Correct</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Neutral</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Incorrect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rewrite</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follows from…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alternatives</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regenerate from here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge with the next step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split after a sentence…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open or fold unchanged steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confirm all unchanged steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show its source, or typeset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show or hide removed words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split the step here…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the source</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StepModel</name>
    <message>
        <source>Step {number} of the turn before, removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>new</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>being written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unmarked, suggested {verdict}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unmarked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unmarked, {words}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Suggestion</name>
    <message>
        <source>to confirm: {verdict}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>suggested: {verdict} (uncalibrated)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>suggested: {verdict} {percent}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>suggested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>you, as before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>you, as suggested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>you, as suggested ({percent})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>correct</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>neutral</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>incorrect</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SuggestionNotice</name>
    <message>
        <source>Hide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide this note</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SuggestionPresenter</name>
    <message>
        <source>Blind mode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No suggestions yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No suggestions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No suggestions here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggestions load…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggestions wait</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggestions stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggestions on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggestions wait: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reward model of {name} suggests verdicts. It was compared with too few held-out marks ({count}) to say how sure it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reward model of {name} suggests verdicts; its percentages were fitted to {count} held-out marks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every suggestion is hidden, so that marks are your own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train once on the Train page: the reward model then suggests verdicts here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reward model is not clearly better than chance, so it suggests nothing; mark more steps and train again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody knows yet whether the reward model is better than chance, so it suggests nothing; mark more problems, held-out ones too, and train again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held-out problems measure the model, so it suggests nothing on them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click opens the Train page; {key} turns blind mode on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click, or {key}, shows suggestions again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click, or {key}, hides every suggestion (blind mode).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No more suggestions. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TextField</name>
    <message>
        <source>{title}, typeset</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ThreadDisplay</name>
    <message>
        <source>Cut short: {why}. What it wrote is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the engine stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blind second opinion: nobody else&apos;s marks are shown. When all is marked, press {key} (accept) to hand it in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not solved yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press {key} to let the model solve it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No problems yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import problems to let a model solve them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import problems…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unmarked</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>Let the model solve</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} on a new problem: the model on this computer writes its solution step by step, and you read along.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark every step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} correct, {1} neutral, {2} incorrect: one key marks the step and moves on. Read down to the first mistake.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say why, rewrite, refine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain the mistake ({0}) or rewrite the step ({1}). Then {2} lets the model try again with what you said.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train on your marks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One button trains a reward model and a better model on what you marked, here on this computer, and measures what it gained.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take your marks along</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every mark can leave as a standard data set. All keys are listed on {0}; this tour is in the “…” menu.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TrainPanel</name>
    <message>
        <source>Train</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TrainPresenter</name>
    <message>
        <source>The new model was discarded; the run&apos;s folder stays. Undo brings it back.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TrainResultsTable</name>
    <message>
        <source>Right answers, best guess</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right answers, sampled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finished responses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no topic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{results} ({low} to {high})</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TrainShown</name>
    <message>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping at a checkpoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About {time} on this machine&apos;s {device}, and about {memory} of its memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A run is under way; stop it to start another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model on the GPU is unloaded while it trains, and comes back afterwards.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>marked steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>marked step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rewrites</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rewrite</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>accepted solutions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>accepted solution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>comparisons</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>comparison</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>problems marked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>problem marked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>training problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>training problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held-out problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held-out problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits for your answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Own recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number:,} marked steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>your marks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>discarded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no model yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{base}  →  trained on {learned}, {when}  →  {made}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{base}  →  a run on {learned}, {when}  →  {made}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Base</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>generative verifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right from wrong steps (AUC)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps judged as marked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First error found (F1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibration error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measured on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody could check the reward model, because too few marked steps were held back; mark more problems before trusting a gain.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reward model is not clearly better than chance, because the interval of its AUC reaches 0.5; mark more steps before trusting a gain.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update {update} of {updates}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{steps} steps of {problems} other problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update {update}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TurnNotice</name>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TurnPresenter</name>
    <message>
        <source>You mark this problem blind: mark its steps, then hand it in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model&apos;s server cannot continue a text; load a local model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no answer to compare with yet: accept a solution first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no response yet: solve the problem first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The problem is closed: reopen it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set aside as a bad problem: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Given up: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no reason was given</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer is not the reference answer: mark the first step that is wrong, or accept it all the same ({key}).</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TurnTabs</name>
    <message>
        <source>continued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>asked again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>regenerated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>written by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cut at the length limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the engine failed; partial text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Candidate {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{speed} tokens/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UndoHistory</name>
    <message>
        <source>{name} did what comes next, so it stays. Let {name} work again on Data › Annotators, or turn it on purpose in the list “What was done”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What comes next was done by {name} on a problem that you mark blind, so it stays. Hand in your blind pass, or let {name} work again on Data › Annotators.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WorkingDialog</name>
    <message>
        <source>How far it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping; everything stays as it was…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_Form</name>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_TemplateView</name>
    <message>
        <source>Chat template</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>form.self</name>
    <message>
        <source>{error} Press the button again to keep it until Stepmark ends.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>panel.calibration.self</name>
    <message>
        <source>No reward model was measured yet. Train one on the Train page.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>panel.first_errors.self</name>
    <message>
        <source>No first error in this time.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>panel.kinds.self</name>
    <message>
        <source>No step is marked incorrect in this time.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>panel.pace.self</name>
    <message>
        <source>No mark in this time was timed; imported ones are not.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>panel.runs.self</name>
    <message>
        <source>No run was measured on held-out problems yet. Hold some out when importing, then train.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>self._empty.self</name>
    <message>
        <source>Nothing matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No problems yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No models yet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>self.card.self</name>
    <message>
        <source>Comparing the marks…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No step was marked by two annotators yet. Ask somebody for blind second opinions on the Annotators tab, or merge another annotator&apos;s project.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
