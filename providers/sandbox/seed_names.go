package sandbox

import (
	"strings"
	"sync"
)

// Word lists for made-up people and companies. Every domain is under .example and
// every telephone number is from the range reserved for fiction.
var (
	givenNames = strings.Fields(`Ada Aisha Akira Alejandra Amara Amina Andrea Anja Anton Arjun Beatriz Ben Bianca Bruno
Camila Carlos Chiara Chloé Daniel Daria David Diego Elena Elif Emil Emma Eric Fatima Felix Fiona Frank Gabriel Giulia
Grace Hanna Hassan Helen Henrik Hugo Ines Ingrid Isabel Ivan Jack Jana Javier Jonas José Julia Kai Karin Kenji Klara
Laila Lars Lena Leo Lina Louis Lucía Luis Magnus Maja Marco María Marta Mateo Maya Mei Mia Milan Mohammed Nadia Nils
Nina Noah Nora Olga Oliver Omar Oscar Paolo Paul Petra Pia Priya Rafael Rahul Rania Robin Rosa Ruth Samira Samuel
Sara Sofia Søren Stefan Sven Tara Theo Thomas Tomás Uma Vera Viktor Wei William Yara Yusuf Zoé`)

	familyNames = strings.Fields(`Abe Ahmed Almeida Andersson Bauer Becker Bennett Berg Bianchi Blanc Boateng Brown Carter
Castro Chen Clark Costa Cruz Dahl Davies Delgado Diaz Dubois Eriksen Evans Farah Ferrari Fischer Flores Fontaine
García Gomez Gruber Gupta Haas Hansen Harris Hayashi Hoffmann Holm Hughes Ibrahim Ito Ivanova Jansen Jensen Johnson
Jones Kaplan Kaur Keller Khan Kim Klein Kowalski Krüger Kumar Lang Larsson Laurent Lee Lehmann Li Lindqvist Lopez
Mancini Marino Martin Meyer Miller Moreau Mori Müller Murphy Nakamura Nguyen Nielsen Nowak Okafor Olsen Ortiz Park
Patel Pereira Petrov Popescu Ramos Reyes Ricci Rivera Robinson Rossi Roth Roux Ruiz Sato Schmidt Schneider Shah
Silva Singh Smith Sousa Stein Suzuki Svensson Takahashi Tan Taylor Torres Tran Vogel Wagner Walker Wang Weber White
Williams Wilson Wolf Wright Yamamoto Yılmaz Young Zhang Zimmermann`)

	companyFirst = strings.Fields(`Alder Amber Anchor Apex Arbor Aspen Atlas Aurora Beacon Birch Blue Bright Cedar Cinder
Clear Cobalt Copper Coral Crest Delta Dune Echo Elm Ember Falcon Fern Flint Forge Garnet Glacier Granite Harbor Hazel
Helio Indigo Iron Ivory Juniper Lark Linden Lumen Maple Marble Meridian Mosaic North Oak Onyx Opal Orchard Osprey
Pebble Pine Polar Prairie Quartz Raven Ridge River Rowan Saffron Sage Silver Sparrow Spruce Stone Summit Tidal Timber
Umber Vale Verdant Vista Willow Zephyr`)

	companySecond = strings.Fields(`bank bay bridge brook byte cast chain cloud craft dale field flow ford gate grid grove
haven hill house labs lane leaf line link loop mark mill mind mont pass path peak point port reach scale shore sight
smith source spring stack stream trail vault ware wave way well wood works yard`)

	companyEnd = strings.Fields(`Inc Ltd GmbH Group AG BV Labs SA AB SAS LLC Partners`)

	industries = strings.Fields(`software fintech healthcare manufacturing retail logistics education energy media insurance`)
	cities     = []string{"Berlin", "London", "Paris", "Madrid", "Milan", "Stockholm", "Amsterdam", "Dublin", "New York",
		"Boston", "Chicago", "Austin", "Denver", "Seattle", "Toronto", "São Paulo", "Singapore", "Sydney", "Tokyo", "Zürich"}
	countries = []string{"Germany", "United Kingdom", "France", "Spain", "Italy", "Sweden", "Netherlands", "Ireland",
		"United States", "Canada", "Brazil", "Singapore", "Australia", "Japan", "Switzerland"}
	languages = strings.Fields(`en de fr es it sv nl pt ja`)
	jobs      = []string{"Chief Executive Officer", "Chief Technology Officer", "VP Sales", "VP Marketing", "VP Operations",
		"Head of Marketing", "Head of Revenue Operations", "Head of IT", "Head of Procurement", "Sales Director",
		"Operations Manager", "Marketing Manager", "Product Manager", "IT Manager", "Finance Manager", "Data Analyst",
		"Software Engineer", "Project Manager", "Customer Success Manager", "Office Manager"}
	leadSources = strings.Fields(`web_form webinar event partner outbound referral content_download free_trial`)
	competitors = []string{"Spreadsheet", "In-house tool", "Northgrid Suite", "Pipewright", "Ledgerline", "No decision"}
	sentences   = []string{
		"Manual work takes two days every week and errors reach customers.",
		"Reports come from three systems that disagree with each other.",
		"The current contract ends next quarter and will not be renewed.",
		"Response times have doubled since the team grew.",
		"New colleagues need a month until they can work alone.",
		"Leadership wants one view of the pipeline before the next board meeting.",
		"The security team asks for single sign-on and an audit trail.",
		"A pilot in one region showed a saving of a tenth of the cost.",
		"Data is entered twice, and nobody trusts the second copy.",
		"Handovers between teams lose what the customer was promised.",
	}
	nouns = []string{"rollout", "expansion", "pilot", "migration", "platform", "renewal", "onboarding", "integration"}
)

// plainLetters spells the letters of the name lists that are not ASCII.
var plainLetters = strings.NewReplacer("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ü", "ue", "ö", "oe", "ä", "ae",
	"ø", "o", "ı", "i", "ã", "a", "ç", "c", "ñ", "n", " ", "-")

// slug makes a name fit for an e-mail address or a domain.
func slug(s string) string { return plainLetters.Replace(strings.ToLower(s)) }

// slugs spells a whole list at once.
func slugs(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = slug(s)
	}
	return out
}

// nameSlugs are the names as they appear in addresses, worked out when first needed.
var nameSlugs = sync.OnceValue(func() (s struct{ given, family []string }) {
	s.given, s.family = slugs(givenNames), slugs(familyNames)
	return s
})
