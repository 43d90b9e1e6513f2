"""The four stems, their order in every array, and the sample rate of every recording of the kit."""

STEMS = ('bass', 'drums', 'guitar', 'piano')
RATE_HZ = 22050
