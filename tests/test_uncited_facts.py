"""A warning about an uncited fact is true: values, dates and quotations, not numbers in names."""

from __future__ import annotations

import pytest

from explainer.prose.uncited import first_fact, states_facts

FACTS = [
    "Northport lit 75,000 lamps.",
    "The toll rose by 25%.",
    "The toll rose to 40.",
    "More than 300 lamps burned.",
    "Fewer than 12.",
    "It holds 40 litres of oil.",
    "Nearly 40 lamps went out.",
    "About 12 towns joined.",
    "The 12 towns joined.",
    "Northport's 75 lamps burned.",
    "Northport’s 75 lamps burned.",
    "Of the lamps, 5 were lit.",
    "97 of the 100 lamps burned.",
    "They bought 12 Northport lamps.",
    "It cost $40.",
    "It cost US$ 40 million.",
    "Oil cost EUR 5.",
    "Oil rose 3 per cent.",
    "Output fell 0.5 percentage points.",
    "It dimmed in 2026.",
    "It dimmed in the 1980s.",
    "In 2031 it dimmed.",
    "On 9 May it dimmed.",
    "On May 9 it dimmed.",
    "In March 2019 it dimmed.",
    "Since January 13, 2019, it is dim.",
    "It dimmed on 2031-05-20.",
    "It dimmed on 20/05/2031.",
    "From 2029 to 2031 it was dim.",
    "The count was 40.",
    "It took 3 hours.",
    "It stood 5 km from the quay.",
    "Wait 10 minutes for the lamp to warm.",
    "The temperature fell to 12°.",
    "It sold **521** lamps and **8 wicks**.",
    "A fine of €1,000 applies.",
    "The council said “dim them all”.",
    'The council said: "Every lamp has to be dimmed by nightfall."',
    "“We will not dim our lamps,” the mayor replied.",
    "Brokers were told the lamps were “not permitted”.",
    "According to the mayor, it was ‘a bad deal’.",
    "The mayor called it “a bad deal”.",
    "By 2031, 40 towns had lamps.",
    "The rule covers lamps of 40 W and more.",
]

NAMES = [
    "Section 232 lets the council act.",
    "The council acted under Section 232.",
    "Article 5 forbids it.",
    "The lamp runs Windows 11.",
    "Lamp OS 17.2 came out.",
    "Made in Northport 2025 is a plan.",
    "A Boeing 737 flew over.",
    "They filed Form 10-K.",
    "Dates follow ISO 8601.",
    "See RFC 2119.",
    "The H200 and the 3A090 are lamps.",
    "GPT-4.1 wrote it.",
    "Chapter 3 explains it.",
    "As chapter 3 explains.",
    "See Figure 2 and table 4.",
    "Step 1 is to fill the lamp.",
    "On slide 8 and page 12.",
    "Version 2.0 is out, as is v1.2 and 1.2.3.",
    "The 46.1 candidate is out.",
    "It is open 24/7.",
    "After 9/11 all changed.",
    "Call +44 20 7946 0958.",
    "Call (020) 7946 0958 for lamps.",
    "It stands at 12 Harbour Street.",
    "It stands at 1800 F St. in town.",
    "See #823 and \\#650.",
    "See [the note](lamps-2031.md).",
    "See https://lamps.example/2031/05 for more.",
    "Write to desk2031@lamps.example today.",
    "`lamp = 75` sets it.",
    "![40 lamps](images/lamps.svg)",
    "See [^12].",
    "The lamp<sup id='a12'></sup> burns.",
    "First: 1. the lamp, 2. the oil.",
    "It has (1) a lamp and (2) oil.",
    "12. Lamps",
    "The file is lamp-2.csv.",
    "It is a 20-year plan in name.",
    "The Lamp Act of 1986 forbids it.",
    "Press “Save the lamp” to go on.",
    "Click on \"Browse lamps\" first.",
    "The “continuously lit” lamps stay.",
    "They watched “The Lamp Dispute”.",
    "A ‘dimmer’ is a part.",
    "It’s the lamps’ oil, and it’s dear.",
    "The page answers with a 404 error.",
    "No. 5 is dim.",
    "Level 3 and phase 2 are planned.",
    "Lamp 40 is on the quay.",
    "The plan is the mayor’s.",
]  # fmt: skip


@pytest.mark.parametrize("text", FACTS)
def test_a_value_a_date_or_a_quotation_is_a_fact(text: str) -> None:
    assert states_facts(text)


@pytest.mark.parametrize("text", NAMES)
def test_a_number_in_a_name_and_words_in_a_label_are_no_facts(text: str) -> None:
    assert first_fact(text) == ""
