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
        <source>Show the step’s source, or typeset</source>
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
        <source>Decide without knowing who said what. The decision counts; both stay.</source>
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
        <source>Cohen: {one}, {two}</source>
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
        <source>{rate} rate · {choose} takes as the rewrite · {more} more · {back} back</source>
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
        <source>name</source>
        <translation type="unfinished"></translation>
    </message>
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
        <source>Work as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Work as {name}</source>
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
        <source>{count} responses were marked by others and not seen by this annotator.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is left that others marked and this annotator has not seen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} gold problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} {share:.0%} right [{low:.0%}, {high:.0%}]</source>
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
    <name>Application</name>
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
        <source>{name} is better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No pair had a winner, so there is nothing to tell the two apart by.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} won {won} of the 1 pair with a winner: {share}, and with 95 % confidence between {low} and {high} of all such pairs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} won {won} of the {decided} pairs with a winner: {share}, and with 95 % confidence between {low} and {high} of all such pairs.</source>
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
        <source>{same} word for word the same and not asked about</source>
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
        <source>{agreeing} of {count} reach {answer} ({low}–{high} %)</source>
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
        <source> (there is no backup)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> or </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; backups, newest first: {backups}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Could not {act} {name} ({reason}); try again, or restore a backup.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Event {number} ({label}) is not what was recorded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Later work builds on it, so it stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {number} of the training snapshot cannot be read ({reason}); start a new run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No backup could be made in {folder} ({reason}); free space there or make the folder writable.</source>
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
        <source>The GPU is in use ({holder}); wait for its end, or end it.</source>
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
        <source>The feedback snapshot of this run was changed since it began; start a new run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file&apos;s structure is damaged: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder of {name} cannot be written ({reason}); move the project to a folder of your own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder {path} already holds a run; resume it or choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of recommended models</source>
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
        <source>The recipe cannot run: {name} {fault}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe has no setting called {name}; known are {known}.</source>
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
        <source>The row {key} of {table} is not what its last change left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no preset called {key}; choose one of {known}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This file&apos;s history is not the one last saved here{where}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This was changed again later, so it cannot be taken back alone; undo the later change first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your own list of models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a loaded model uses the GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a training run uses the GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an entry has an empty id or name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another program of Stepmark uses the GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be negative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>install Stepmark again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it belongs to another feedback snapshot</source>
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
        <source>it ended on its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it ended with code {code}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it stopped at a failed internal check (an assertion)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it was asked to end from outside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it was ended by signal {signal}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it was stopped</source>
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
        <source>its manifest is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mend it or move it away</source>
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
        <source>the sha256 of {id} is not 64 hexadecimal digits in lower case</source>
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
        <source>this build uses an instruction that the processor lacks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>two entries bear the same id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} rows refer to rows that are not there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be copied ({reason}); free space and try again.</source>
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
        <source>{name} is in use by another program; close it there and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a Stepmark project; choose another file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is open in another window or process; close it there, then open it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} lies on a file system without locks ({reason}); copy it to a local disk and open it there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was written by a newer Stepmark; update Stepmark to open it (the file was left as it is).</source>
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
        <source>{path} holds no training run; start a new one.</source>
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
</context>
<context>
    <name>DataChoices</name>
    <message>
        <source>Data set, a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For load_from_disk of the datasets library.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For spreadsheets; an apostrophe keeps text from being run as a formula.</source>
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
        <source>Read by everything.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split and sharded, with its card: ready for a hub.</source>
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
        <source>Text that begins like a formula is run by spreadsheets.</source>
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
        <source>neutral</source>
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
        <source>Sent to {address}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sending</source>
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
        <source>Behind the first error: it waits for no mark.</source>
        <translation type="unfinished"></translation>
    </message>
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
        <source>guideline version {version}…</source>
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
        <source>Select a step to explain or rewrite it.</source>
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
        <source>step {number}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>type 1 to {last}, 0 for none</source>
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
        <source>version {version} of {when}</source>
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
        <source>split</source>
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
        <source>Mark the steps of a solution; then pictures of the marks are drawn here.</source>
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
        <source>Enter begins the next step, Enter on an empty step the answer, Shift+Enter a new line in the step.</source>
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
        <source>{low} to {high}</source>
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
        <source>Add a GGUF file or a folder from this machine to begin.</source>
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
        <source>{needs} of {free} free</source>
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
    <message>
        <source>Skip</source>
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
        <source>{count} handed in</source>
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
        <source>Trains {trained}</source>
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
        <source>{marked:,} of {total:,}</source>
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
        <source>Import some to begin.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import problems…</source>
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
        <source>Learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning rate, value</source>
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
        <source>more only learn the marks by heart</source>
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
        <source>of head and adapter</source>
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
        <source>A server of yours that speaks the OpenAI form: vLLM, SGLang, llama-server. Problems and responses are sent to it when you use it.</source>
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
        <source>kept in the system&apos;s keyring</source>
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
        <source>The reward model is not surely better than chance, so it suggests nothing; mark more steps and train again.</source>
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
        <source>Press {0}: the model on this computer writes its solution step by step, and you read along.</source>
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
        <source>The new model was discarded; the run&apos;s folder stays.</source>
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
        <source>{results:+.1f} ({low:+.1f} to {high:+.1f})</source>
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
        <source>rewrites</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>accepted solutions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>comparisons</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>problems marked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>training problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held-out problems</source>
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
        <source>Base</source>
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
        <source>The reward model is not surely better than chance, because the interval of its AUC reaches 0.5; mark more steps before trusting a gain.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{steps} steps of {problems} other problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value}  ({low} to {high})</source>
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
